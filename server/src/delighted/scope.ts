import type { Sql } from '../database/sql.ts';
import { wrongField } from '../http/problems.ts';
import { decodeId } from '../database/ids.ts';
import type { Span } from '../responses/find.ts';
import { listSurveys } from '../surveys/store.ts';

/**
 * Which responses are meant. Delighted knew one scale and no surveys, so that without a trend all of
 * the shop's surveys on 0–10 are; what it called a trend is here a survey, by its id, or a moment, by
 * its name. Throws 422 for a trend that can be neither.
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
