import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { countBands, countResponses, netPromoterScore } from '@nines/shared/tally';
import type { Sql } from '../database/sql.ts';
import { wrongField } from '../http/problems.ts';
import { decodeId } from '../database/ids.ts';
import { newestAnswer, tallySpan, type Span } from '../responses/find.ts';
import { listSurveys } from '../surveys/store.ts';
import {
  delightedErrors,
  documented,
  metricsSchema,
  suffixes,
  timestamp,
  type DelightedParts,
} from './schemas.ts';

const monthSeconds = 30 * 86_400;

const querystring = z.looseObject({
  since: timestamp.optional(),
  until: timestamp.optional(),
  trend: z.string().optional(),
});

/** `GET /metrics` */
export async function metricsRoutes(app: FastifyInstance, { sql }: DelightedParts): Promise<void> {
  for (const suffix of suffixes) {
    app.withTypeProvider<ZodTypeProvider>().get(
      `/metrics${suffix}`,
      {
        config: { role: 'viewer' },
        schema: {
          ...documented('The NPS in whole numbers', suffix),
          description:
            'Between `since` and `until`, or else of the thirty days before the newest response. `trend` is a survey’s id or a moment’s name.',
          querystring,
          response: { 200: metricsSchema, ...delightedErrors(422) },
        },
      },
      async ({ shopId, query: { since, until, trend } }) =>
        metrics(sql, { ...(await scopeOf(sql, shopId, trend)), since, until }),
    );
  }
}

/**
 * The figures as Delighted gave them: whole numbers, each rounded separately. Without dates they cover
 * the thirty days before the newest response, as the moving average of its dashboard did.
 */
async function metrics(sql: Sql, span: Span) {
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

/**
 * The responses that a request is about. Delighted had one scale and no surveys, so without a trend they
 * are those of all the shop's surveys on 0–10. A trend is the id of a survey or the name of a moment.
 * Throws 422 for a trend that can be neither.
 */
export async function scopeOf(
  sql: Sql,
  shopId: number,
  trend: string | undefined,
): Promise<Pick<Span, 'shop' | 'surveys' | 'moment'>> {
  const surveys = await listSurveys(sql, shopId);
  const chosen = surveys.find(({ id }) => id === trend);
  if (chosen) return { shop: shopId, surveys: [decodeId(chosen.id)!] };
  if (trend !== undefined && !/^[a-z0-9][a-z0-9_-]{0,39}$/.test(trend)) {
    throw wrongField('trend', 'is neither a survey nor a moment');
  }
  return {
    shop: shopId,
    surveys: surveys.filter(({ scale }) => scale === '0-10').map(({ id }) => decodeId(id)!),
    moment: trend,
  };
}
