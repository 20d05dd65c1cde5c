import type { Sql } from '../database/connect.ts';
import { caseOpenedAt } from '../cases/opening.ts';
import { noteResponses } from '../webhooks/note-responses.ts';
import { batchInput } from './batch-input.ts';
import { addToRollups } from './rollup.ts';
import type { ResponseRow } from './row.ts';

/**
 * Replaces responses that `match` (an expression over the stored row r and the input i) says are to
 * give way, and moves their counts. The stored rows are locked first, so that what is taken from the
 * rollups is what the row really held, whoever else writes; and what is taken and what is added come
 * from the same updated row, so that neither can be without the other.
 */
export async function replaceAnswers(
  sql: Sql,
  batch: readonly ResponseRow[],
  told: readonly number[],
  match: ReturnType<Sql>,
): Promise<void> {
  await sql`
    with ${batchInput(sql, batch)},
    target as materialized (
      select r.shop_id, r.id as old_id, r.survey_id, r.moment, r.locale, r.device, r.channel,
        r.reasons, r.effort, r.expectation, r.segments, r.score, r.order_id as old_order, r.verified,
        r.case_opened_at as old_case, r.case_worked_at as old_case_work, i.position
      from input i join responses r on r.shop_id = i.shop and ${match}
      order by r.shop_id, r.id
      for update of r
    ),
    ordered as materialized (
      select t.*,
        -- An order that another response already has, or is just taking, stays with that one.
        coalesce(t.old_order, case when
          not exists (select from responses o where o.shop_id = i.shop
            and o.survey_id = t.survey_id and o.order_id = i.order_id)
          and not exists (select from input j where j.shop = i.shop
            and j.order_id = i.order_id and j.position < i.position)
          then i.order_id end) as new_order
      from target t join input i using (position)
    ),
    replaced as (
      update responses r set
        id = i.id, revision = i.revision, score = i.score, effort = i.effort,
        verified = t.verified or (i.verified and i.order_id is not distinct from t.new_order),
        moment = i.moment, channel = i.channel, device = i.device, locale = i.locale,
        expectation = i.expectation, comment = i.comment, reasons = i.reasons, url = i.url,
        order_id = t.new_order,
        order_value = case when i.order_id = t.new_order then i.order_value else r.order_value end,
        order_currency =
          case when i.order_id = t.new_order then i.order_currency else r.order_currency end,
        customer_ref = i.customer_ref, reply_to = i.reply_to, properties = i.properties,
        segments = i.segments, updated_at = now(), case_opened_at = ${caseOpenedAt(sql)}
      from ordered t join input i using (position)
      where r.shop_id = t.shop_id and r.id = t.old_id
      returning r.shop_id, r.survey_id, r.day, t.moment as old_moment, t.locale as old_locale,
        t.device as old_device, t.channel as old_channel, t.verified as old_verified,
        t.reasons as old_reasons, t.effort as old_effort, t.expectation as old_expectation,
        t.segments as old_segments, t.score as old_score, r.moment, r.locale, r.device, r.channel,
        r.verified, r.reasons, r.effort, r.expectation, r.segments, r.score
        ${told.length > 0 ? sql`, r.id, t.old_id, t.old_case, to_jsonb(r.*) as snapshot` : sql``}
    ),
    ${told.length > 0 ? sql`noted as (${noteResponses(sql, 'replaced', 'response.updated', told)}),` : sql``}
    moved as (
      select shop_id, survey_id, day, old_moment as moment, old_locale as locale,
        old_device as device, old_channel as channel, old_verified as verified,
        old_reasons as reasons, old_effort as effort, old_expectation as expectation,
        old_segments as segments, old_score as score, -1 as n
      from replaced
      union all
      select shop_id, survey_id, day, moment, locale, device, channel, verified, reasons, effort,
        expectation, segments, score, 1
      from replaced
    )
    ${addToRollups(sql, 'moved')}`;
}
