import { bandOf, highestScore } from '@nines/shared/score';
import { filtersOf } from '@nines/shared/wire/filters';
import type { ResponsesQuery } from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import { wrongField } from '../http/problems.ts';
import { decodeId } from '../database/ids.ts';
import { matchResponses } from './filters.ts';

const scores = Array.from({ length: highestScore + 1 }, (_, score) => score);

/** SQL: the shop's responses that a query selects. Throws 422 for a period that cannot be. */
export function whereSelected(sql: Sql, shopId: number, query: ResponsesQuery) {
  const { survey, from, to, band, score, comment, customer, order } = query;
  if (from && to && from > to) throw wrongField('from', 'must not be after to');
  const wanted = scores.filter(
    (value) => (!band || band.includes(bandOf(value))) && (!score || score.includes(value)),
  );
  return sql`
    where shop_id = ${shopId}
      ${survey === undefined ? sql`` : sql`and survey_id = ${decodeId(survey) ?? 0}`}
      ${band || score ? sql`and score = any(${wanted}::smallint[])` : sql``}
      ${comment ? sql`and (comment is not null) = ${comment === 'true'}` : sql``}
      ${customer === undefined ? sql`` : sql`and customer_ref = ${customer}`}
      ${order === undefined ? sql`` : sql`and order_id = ${order}`}
      ${from ? sql`and day >= ${from}::date and answered_at >= ${from}::date - interval '2 days'` : sql``}
      ${to ? sql`and day <= ${to}::date and answered_at <= ${to}::date + interval '3 days'` : sql``}
      ${matchResponses(sql, filtersOf(query), 'properties')}`;
}
