import { inTransaction, type Sql } from '../../database/sql.ts';
import { opensCase } from '../../cases/opening.ts';
import type { ResponseRow } from '../row.ts';
import type { Known } from '../write-form.ts';
import { addCounts } from './add-counts.ts';
import { chunksOf } from './chunks.ts';
import { compareBytes } from './compare-bytes.ts';
import { noteInserted } from './note-answers.ts';
import { timeZonesOf } from './time-zones.ts';

type Inserted = { shop_id: number; id: string; day: string };

/** Inserts the new answers of a batch and adds up their counts here. As `WriteForm` says. */
export async function insertAnswersAsValues(
  sql: Sql,
  batch: readonly ResponseRow[],
  told: readonly number[],
): Promise<readonly Known[]> {
  return inTransaction(sql, async (transaction) => {
    const days = new Map<string, string>();
    const zones = await timeZonesOf(transaction, batch);
    // In the order of the orders and ids, the same for every writer; of one order's answers the first
    // sent is the first.
    for (const rows of chunksOf(batch.toSorted(byOrder))) {
      for (const row of await insertRows(transaction, rows, zones)) days.set(keyOf(row), row.day);
    }
    const stored = batch.flatMap((row) => {
      const day = days.get(keyOf({ shop_id: row.shop, id: row.id }));
      return day === undefined ? [] : [{ ...row, day, times: 1 as const }];
    });
    await noteInserted(transaction, stored, told);
    await addCounts(transaction, stored);
    return stored.length === batch.length ? [] : findKnown(transaction, batch, days);
  });
}

function insertRows(sql: Sql, rows: readonly ResponseRow[], zones: ReadonlyMap<number, string>) {
  return sql<Inserted[]>`
    insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, effort,
      verified, moment, channel, device, locale, expectation, comment, reasons, url,
      order_id, order_value, order_currency, customer_ref, reply_to, properties, segments, case_opened_at)
    values ${rows.map(
      (row, index) => sql`${index > 0 ? sql`,` : sql``} (
        ${row.shop}, ${row.survey}, ${row.id}, ${row.at}::text::timestamptz,
        (${row.at}::text::timestamptz at time zone ${zones.get(row.shop) ?? 'UTC'})::date,
        ${row.revision}, ${row.score}, ${row.effort ?? null}, ${row.verified}, ${row.moment},
        ${row.channel}, ${row.device}, ${row.locale ?? null}, ${row.expectation ?? null},
        ${row.comment ?? null}, ${row.reasons ? [...row.reasons] : null}::text[], ${row.url ?? null},
        ${row.order_id ?? null}, ${row.order_value ?? null}, ${row.order_currency ?? null},
        ${row.customer_ref ?? null}, ${row.reply_to ?? null},
        ${textOf(row.properties)}::text::jsonb, ${textOf(row.segments)}::text::jsonb,
        case when ${opensCase(row)} then now() end)`,
    )}
    on conflict do nothing
    returning shop_id, id, day`;
}

async function findKnown(
  sql: Sql,
  batch: readonly ResponseRow[],
  inserted: ReadonlyMap<string, string>,
): Promise<Known[]> {
  const others = batch.filter(({ shop, id }) => !inserted.has(keyOf({ shop_id: shop, id })));
  const found = await sql<{ shop_id: number; id: string; revision: number }[]>`
    select r.shop_id, r.id, r.revision
    from unnest(${others.map(({ shop }) => shop)}::bigint[],
      ${others.map(({ id }) => id)}::uuid[]) as i (shop, id)
    join responses r on r.shop_id = i.shop and r.id = i.id`;
  const revisions = new Map(found.map((row) => [keyOf(row), row.revision]));
  return others.map((row) => ({
    position: batch.indexOf(row) + 1,
    revision: revisions.get(keyOf({ shop_id: row.shop, id: row.id })) ?? null,
  }));
}

function byOrder(one: ResponseRow, other: ResponseRow): number {
  const [a, b] = [one, other].map(({ order_id, id }) => order_id ?? `\u{10ffff}${id}`);
  return one.shop - other.shop || compareBytes(a!, b!);
}

function keyOf({ shop_id, id }: { shop_id: number; id: string }): string {
  return `${shop_id} ${id}`;
}

function textOf(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
