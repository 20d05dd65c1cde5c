import type { Sql } from '../database/sql.ts';
import { caseOpenedAt } from '../cases/opening.ts';
import { noteResponses } from '../webhooks/note-responses.ts';
import { batchInput } from './batch-input.ts';
import { addToRollups } from './rollup.ts';
import type { ResponseRow } from './row.ts';

/**
 * Replaces responses that give way to an answer, and moves their counts, in one statement. As `WriteForm`
 * says. The stored rows are locked first, so that what is taken from the rollups is what the row really
 * held, whoever else writes; and what is taken and what is added come from the same updated row, so that
 * neither can be without the other.
 */
export async function replaceAnswersAsJson(
  sql: Sql,
  batch: readonly ResponseRow[],
  { told, by }: { told: readonly number[]; by: 'id' | 'order' },
): Promise<readonly number[]> {
  const replaced = await sql<{ position: number }[]>`
    with ${batchInput(sql, batch)},
    target as materialized (
      select i.*, r.id as old_id, r.survey_id as old_survey, r.moment as old_moment,
        r.locale as old_locale, r.device as old_device, r.channel as old_channel,
        r.reasons as old_reasons, r.effort as old_effort, r.expectation as old_expectation,
        r.segments as old_segments, r.score as old_score, r.order_id as old_order,
        r.verified as old_verified, r.case_opened_at as old_case
      from input i join responses r on r.shop_id = i.shop and ${givesWay(sql, by)}
      order by r.shop_id, r.id
      for update of r
    ),
    ordered as materialized (
      select t.*,
        -- A response keeps its order. One that another response has, or is just taking, stays there.
        coalesce(t.old_order, case when t.order_id is not null
          and not exists (select from responses o where o.shop_id = t.shop
            and o.survey_id = t.old_survey and o.order_id = t.order_id)
          and not exists (select from target u where u.shop = t.shop
            and u.old_survey = t.old_survey and u.order_id = t.order_id and u.old_order is null
            and u.position < t.position)
          then t.order_id end) as new_order
      from target t
    ),
    replaced as (
      -- Without a join to the input: the writer joins by index, and it has none.
      update responses r set
        id = i.id, revision = i.revision, score = i.score, effort = i.effort,
        verified = i.old_verified or (i.verified and i.order_id is not distinct from i.new_order),
        moment = i.moment, channel = i.channel, device = i.device, locale = i.locale,
        expectation = i.expectation, comment = i.comment, reasons = i.reasons, url = i.url,
        order_id = i.new_order,
        order_value = case when i.order_id = i.new_order then i.order_value else r.order_value end,
        order_currency =
          case when i.order_id = i.new_order then i.order_currency else r.order_currency end,
        customer_ref = i.customer_ref, reply_to = i.reply_to, properties = i.properties,
        segments = i.segments, updated_at = now(), case_opened_at = ${caseOpenedAt(sql)}
      from ordered i
      where r.shop_id = i.shop and r.id = i.old_id
      returning i.position, r.shop_id, r.survey_id, r.day, i.old_moment, i.old_locale,
        i.old_device, i.old_channel, i.old_verified, i.old_reasons, i.old_effort, i.old_expectation,
        i.old_segments, i.old_score, r.moment, r.locale, r.device, r.channel,
        r.verified, r.reasons, r.effort, r.expectation, r.segments, r.score
        ${told.length > 0 ? sql`, r.id, i.old_id, i.old_case, to_jsonb(r.*) as snapshot` : sql``}
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
    ),
    counted as (${addToRollups(sql, 'moved')})
    select position from replaced`;
  return replaced.map(({ position }) => position);
}

/** SQL that is true where the stored row r gives way to the input i. */
function givesWay(sql: Sql, by: 'id' | 'order') {
  if (by === 'order') {
    return sql`r.survey_id = i.survey and r.order_id = i.order_id and not r.verified
      and not exists (select from responses o where o.shop_id = i.shop and o.id = i.id)`;
  }
  // A 0 may be off the scale of the survey that the response is in.
  return sql`r.id = i.id and r.revision < i.revision
    and (i.score > 0 or i.survey = r.survey_id or not exists (
      select from surveys s
      where s.shop_id = r.shop_id and s.id = r.survey_id and s.settings ->> 'scale' = '1-10'))`;
}
