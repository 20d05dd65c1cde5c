import type { Sql } from '../database/connect.ts';
import { opensCaseAt } from '../cases/opening.ts';
import { noteResponses } from '../webhooks/note-responses.ts';
import { batchInput } from './batch-input.ts';
import { addToRollups } from './rollup.ts';
import type { ResponseRow } from './row.ts';
import type { Known } from './write-form.ts';

/** Inserts the new answers of a batch and adds up their counts in one statement. As `WriteForm` says. */
export function insertAnswersAsJson(
  sql: Sql,
  batch: readonly ResponseRow[],
  told: readonly number[],
): Promise<Known[]> {
  return sql<Known[]>`
    with ${batchInput(sql, batch)},
    stored as (
      insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, effort,
        verified, moment, channel, device, locale, expectation, comment, reasons, url,
        order_id, order_value, order_currency, customer_ref, reply_to, properties, segments, case_opened_at)
      select shop, survey, id, at, day, revision, score, effort,
        verified, moment, channel, device, locale, expectation, comment, reasons, url,
        order_id, order_value, order_currency, customer_ref, reply_to, properties, segments, ${opensCaseAt(sql)}
      from input
      on conflict do nothing
      returning shop_id, survey_id, id, day, moment, locale, device, channel, verified, reasons,
        effort, expectation, segments, score, 1 as n
        ${told.length > 0 ? sql`, to_jsonb(responses.*) as snapshot` : sql``}
    ),
    ${told.length > 0 ? sql`noted as (${noteResponses(sql, 'stored', 'response.created', told)}),` : sql``}
    counted as (${addToRollups(sql, 'stored')})
    select i.position, r.revision
    from input i left join responses r on r.shop_id = i.shop and r.id = i.id
    where not exists (select from stored s where s.shop_id = i.shop and s.id = i.id)`;
}
