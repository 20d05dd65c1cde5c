import { addScore, emptyTally, type Tally } from '@nines/shared/tally';
import type { Sql } from '../../database/connect.ts';
import { opensCase } from '../../cases/opening.ts';
import { noteResponses } from '../../webhooks/note-responses.ts';
import type { ResponseRow } from '../row.ts';
import type { Known } from '../write-form.ts';
import { chunksOf } from './chunks.ts';
import { countBy, type Count } from './counts.ts';
import { dimensionsOfAnswer } from './dimensions.ts';
import { timeZonesOf } from './time-zones.ts';

type Inserted = { shop_id: number; id: string; day: string };

/** Inserts the new answers of a batch and adds up their counts here. As `WriteForm` says. */
export async function insertAnswersAsValues(
  sql: Sql,
  batch: readonly ResponseRow[],
  told: readonly number[],
): Promise<readonly Known[]> {
  return sql.begin(async (transaction) => {
    const within = transaction as unknown as Sql;
    const days = new Map<string, string>();
    const zones = await timeZonesOf(within, batch);
    // In the order of the orders and ids, the same for every writer; of one order's answers the first
    // sent is the first.
    for (const rows of chunksOf(batch.toSorted(byOrder))) {
      for (const row of await insertRows(within, rows, zones)) days.set(keyOf(row), row.day);
    }
    const stored = batch.flatMap((row) => {
      const day = days.get(keyOf({ shop_id: row.shop, id: row.id }));
      return day === undefined ? [] : [{ ...row, day }];
    });
    await note(within, stored, told);
    const counts = countBy(stored, dimensionsOfAnswer, {
      empty: emptyTally,
      add: (tally, { score }) => addScore(tally, score),
    });
    for (const some of chunksOf(counts)) await addCounts(within, some);
    return stored.length === batch.length ? [] : findKnown(within, batch, days);
  }) as Promise<readonly Known[]>;
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

async function note(
  sql: Sql,
  stored: readonly ResponseRow[],
  told: readonly number[],
): Promise<void> {
  const ids = stored.filter(({ shop }) => told.includes(shop)).map(({ id }) => id);
  if (ids.length === 0) return;
  await sql`
    with stored as (
      select shop_id, id, to_jsonb(responses.*) as snapshot from responses
      where shop_id = any(${[...told]}::bigint[]) and id = any(${ids}::uuid[])
    )
    ${noteResponses(sql, 'stored', 'response.created', told)}`;
}

async function addCounts(sql: Sql, counts: readonly Count<Tally>[]): Promise<void> {
  await sql`
    insert into rollups as r (shop_id, survey_id, dimension, day, value,
      c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
    values ${counts.map(
      ({ shop, survey, dimension, day, value, sum }, index) => sql`${index > 0 ? sql`,` : sql``} (
        ${shop}, ${survey}, ${dimension}, ${day}, ${value},
        ${sum[0]!}, ${sum[1]!}, ${sum[2]!}, ${sum[3]!}, ${sum[4]!}, ${sum[5]!},
        ${sum[6]!}, ${sum[7]!}, ${sum[8]!}, ${sum[9]!}, ${sum[10]!})`,
    )}
    on conflict (shop_id, survey_id, dimension, day, value) do update set
      c0 = r.c0 + excluded.c0, c1 = r.c1 + excluded.c1, c2 = r.c2 + excluded.c2,
      c3 = r.c3 + excluded.c3, c4 = r.c4 + excluded.c4, c5 = r.c5 + excluded.c5,
      c6 = r.c6 + excluded.c6, c7 = r.c7 + excluded.c7, c8 = r.c8 + excluded.c8,
      c9 = r.c9 + excluded.c9, c10 = r.c10 + excluded.c10`;
}

async function findKnown(
  sql: Sql,
  batch: readonly ResponseRow[],
  inserted: ReadonlyMap<string, string>,
): Promise<Known[]> {
  const others = batch.filter(({ shop, id }) => !inserted.has(keyOf({ shop_id: shop, id })));
  const found = await sql<{ shop_id: number; id: string; revision: number }[]>`
    select shop_id, id, revision from responses
    where shop_id = any(${[...new Set(others.map(({ shop }) => shop))]}::bigint[])
      and id = any(${others.map(({ id }) => id)}::uuid[])`;
  const revisions = new Map(found.map((row) => [keyOf(row), row.revision]));
  return others.map((row) => ({
    position: batch.indexOf(row) + 1,
    revision: revisions.get(keyOf({ shop_id: row.shop, id: row.id })) ?? null,
  }));
}

function byOrder(one: ResponseRow, other: ResponseRow): number {
  const [a, b] = [one, other].map(({ order_id, id }) => order_id ?? `\u{10ffff}${id}`);
  return one.shop - other.shop || (a! < b! ? -1 : Number(a! > b!));
}

function keyOf({ shop_id, id }: { shop_id: number; id: string }): string {
  return `${shop_id} ${id}`;
}

function textOf(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
