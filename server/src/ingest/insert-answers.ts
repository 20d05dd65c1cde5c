import type { Sql } from '../database/sql.ts';
import { opensCaseAt } from '../cases/opening.ts';
import { noteResponses } from '../webhooks/note-responses.ts';
import { batchInput } from './batch-input.ts';
import { addToRollups } from './rollup.ts';
import type { ResponseRow } from './row.ts';
import type { Known } from './write-form.ts';

/**
 * Inserts the new answers of a batch and adds up their counts in one statement. As `WriteForm` says.
 *
 * What was stored is looked up by `not in`, which hashes it whatever joins the connection may use;
 * `not exists` compares each row with each, a quarter of the database's work on a batch of 500.
 */
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
    counted as (${addToRollups(sql, 'stored', { isBare: batch.every(isBare) })})
    select i.position, r.revision
    from input i left join responses r on r.shop_id = i.shop and r.id = i.id
    where (i.shop, i.id) not in (select shop_id, id from stored)`;
}

/** Whether an answer has no more to count than a tap tells. */
function isBare({ verified, effort, expectation, reasons, segments }: ResponseRow): boolean {
  return !verified && !effort && !expectation && !reasons && !segments;
}
