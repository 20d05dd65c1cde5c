import { inTransaction, type Sql } from '../../database/sql.ts';
import type { ViewRow } from '../row.ts';
import { chunksOf } from './chunks.ts';
import { compareBytes } from './compare-bytes.ts';
import { countBy, type Count } from './counts.ts';
import { dimensionsOfView } from './dimensions.ts';
import { timeZonesOf } from './time-zones.ts';

type Inserted = { shop_id: number; id: string; day: string };

/** Stores the views of a batch and adds up their counts here. As `WriteForm` says. */
export async function storeViewsAsValues(
  sql: Sql,
  rows: readonly ViewRow[],
): Promise<readonly boolean[]> {
  return inTransaction(sql, async (transaction) => {
    const days = new Map<string, string>();
    const zones = await timeZonesOf(transaction, rows);
    const sorted = rows.toSorted(
      (one, other) => one.shop - other.shop || compareBytes(one.id, other.id),
    );
    for (const some of chunksOf(sorted)) {
      for (const { shop_id, id, day } of await insertRows(transaction, some, zones)) {
        days.set(keyOf({ shop: shop_id, id }), day);
      }
    }
    const stored = new Map(
      rows.flatMap((row) => {
        const [key, day] = [keyOf(row), days.get(keyOf(row))];
        return day === undefined ? [] : [[key, { ...row, day }]];
      }),
    );
    const seen = [...stored.values()].filter(({ kind }) => kind === 'prompt');
    const counts = countBy(seen, dimensionsOfView, { empty: 0, add: (sum) => sum + 1 });
    for (const some of chunksOf(counts)) await addCounts(transaction, some);
    return rows.map((row) => stored.has(keyOf(row)));
  });
}

function insertRows(sql: Sql, rows: readonly ViewRow[], zones: ReadonlyMap<number, string>) {
  return sql<Inserted[]>`
    insert into views (shop_id, survey_id, id, kind, viewed_at, day, moment, channel, device,
      locale, order_id, order_value, order_currency, customer_ref)
    values ${rows.map(
      (row, index) => sql`${index > 0 ? sql`,` : sql``} (
        ${row.shop}, ${row.survey}, ${row.id}, ${row.kind}, ${row.at}::text::timestamptz,
        (${row.at}::text::timestamptz at time zone ${zones.get(row.shop) ?? 'UTC'})::date,
        ${row.moment}, ${row.channel}, ${row.device}, ${row.locale ?? null},
        ${row.order_id ?? null}, ${row.order_value ?? null}, ${row.order_currency ?? null},
        ${row.customer_ref ?? null})`,
    )}
    on conflict do nothing
    returning shop_id, id, day`;
}

async function addCounts(sql: Sql, counts: readonly Count<number>[]): Promise<void> {
  await sql`
    insert into rollups as r (shop_id, survey_id, dimension, day, value, views)
    values ${counts.map(
      ({ shop, survey, dimension, day, value, sum }, index) =>
        sql`${index > 0 ? sql`,` : sql``} (${shop}, ${survey}, ${dimension}, ${day}, ${value}, ${sum})`,
    )}
    on conflict (shop_id, survey_id, dimension, day, value) do update
      set views = r.views + excluded.views`;
}

function keyOf({ shop, id }: { shop: number; id: string }): string {
  return `${shop} ${id}`;
}
