import { inTransaction, type Sql } from '../../database/sql.ts';
import { caseOpenedAt } from '../../cases/opening.ts';
import type { ResponseRow } from '../row.ts';
import { addCounts, type Counted } from './add-counts.ts';
import { chunksOf } from './chunks.ts';
import { lockReplaced, type Target } from './lock-replaced.ts';
import { noteReplaced } from './note-answers.ts';

type Options = { told: readonly number[]; by: 'id' | 'order' };

/**
 * Replaces responses that give way to an answer, and moves their counts, added up here. As `WriteForm`
 * says. Each statement names one shop, for rows can be locked in one shard only.
 */
export async function replaceAnswersAsValues(
  sql: Sql,
  batch: readonly ResponseRow[],
  { told, by }: Options,
): Promise<readonly number[]> {
  return inTransaction(sql, async (transaction) => {
    const targets: Target[] = [];
    const shops = [...new Set(batch.map(({ shop }) => shop))];
    for (const shop of shops.toSorted((one, other) => one - other)) {
      const rows = batch.filter((row) => row.shop === shop);
      const locked = await lockReplaced(transaction, shop, rows, by);
      for (const some of chunksOf(locked)) await updateRows(transaction, shop, some);
      targets.push(...locked);
    }
    await noteReplaced(transaction, targets, told);
    await addCounts(transaction, targets.flatMap(moved));
    return targets.map(({ row }) => batch.indexOf(row) + 1);
  });
}

/** What goes and what comes: the answer in the survey and on the day of the response. */
function moved({ old, row, verified }: Target): Counted[] {
  const { survey, day } = old;
  return [
    { ...old, times: -1 },
    { ...row, survey, day, verified, times: 1 },
  ];
}

async function updateRows(sql: Sql, shop: number, targets: readonly Target[]): Promise<void> {
  await sql`
    update responses r set
      id = i.id, revision = i.revision, score = i.score, effort = i.effort, verified = i.verified,
      moment = i.moment, channel = i.channel, device = i.device, locale = i.locale,
      expectation = i.expectation, comment = i.comment, reasons = i.reasons, url = i.url,
      order_id = i.order_id,
      order_value = case when i.named then i.order_value else r.order_value end,
      order_currency = case when i.named then i.order_currency else r.order_currency end,
      customer_ref = i.customer_ref, reply_to = i.reply_to, properties = i.properties,
      segments = i.segments, updated_at = now(), case_opened_at = ${caseOpenedAt(sql)}
    from (values ${targets.map(
      ({ old, row, order, verified }, index) => sql`${index > 0 ? sql`,` : sql``} (
        ${old.id}::uuid, ${row.id}::uuid, ${row.revision}::int, ${row.score}::smallint,
        ${row.effort ?? null}::smallint, ${verified}::boolean, ${row.moment}::text,
        ${row.channel}::text, ${row.device}::text, ${row.locale ?? null}::text,
        ${row.expectation ?? null}::text, ${row.comment ?? null}::text,
        ${row.reasons ? [...row.reasons] : null}::text[], ${row.url ?? null}::text,
        ${order}::text, ${order !== null && order === row.order_id}::boolean,
        ${row.order_value ?? null}::numeric, ${row.order_currency ?? null}::text,
        ${row.customer_ref ?? null}::text, ${row.reply_to ?? null}::text,
        ${textOf(row.properties)}::text::jsonb, ${textOf(row.segments)}::text::jsonb,
        ${row.past ?? null}::boolean)`,
    )}) as i (old_id, id, revision, score, effort, verified, moment, channel, device, locale,
        expectation, comment, reasons, url, order_id, named, order_value, order_currency,
        customer_ref, reply_to, properties, segments, past)
    where r.shop_id = ${shop} and r.id = i.old_id`;
}

function textOf(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
