import { countBands, countResponses, netPromoterScore } from '@nines/shared/tally';
import type { Sql } from '../database/sql.ts';
import { newestAnswer, tallySpan, type Span } from '../responses/find.ts';

const monthSeconds = 30 * 86_400;

/**
 * The figures as Delighted gave them, in whole numbers, each rounded by itself. Without dates they are
 * of the thirty days before the newest response, as its dashboard's moving average was.
 */
export async function metrics(sql: Sql, span: Span) {
  const newest =
    span.since === undefined && span.until === undefined
      ? await newestAnswer(sql, span)
      : undefined;
  const tally = await tallySpan(
    sql,
    newest === undefined ? span : { ...span, since: newest - monthSeconds, until: newest },
  );
  const bands = countBands(tally);
  const responses = countResponses(tally);
  const percent = (count: number) => (responses === 0 ? 0 : Math.round((100 * count) / responses));
  const score = netPromoterScore(bands);
  return {
    nps: score === null ? null : Math.sign(score) * Math.round(Math.abs(score)) || 0,
    promoter_count: bands.promoter,
    promoter_percent: percent(bands.promoter),
    passive_count: bands.passive,
    passive_percent: percent(bands.passive),
    detractor_count: bands.detractor,
    detractor_percent: percent(bands.detractor),
    response_count: responses,
  };
}
