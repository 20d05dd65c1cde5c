import type { Sql } from '../../src/database/sql.ts';
import { decodeId } from '../../src/database/ids.ts';
import { countNames } from '../../src/rollups/add.ts';
import type { CreatedShop } from '@nines/shared/wire/shop';

/** Rows of one statement. */
const step = 1_000_000;

/**
 * Fills the tables with `count` responses of the past year, spread over the shops, and with their rollups, as
 * if each had been answered. Indexes are created afterwards, as when a dump is restored.
 */
export async function fill(sql: Sql, shops: readonly CreatedShop[], count: number): Promise<void> {
  if (count === 0) return;
  // Only while filling: the measured server has the usual settings.
  await sql`set maintenance_work_mem = '512MB'`;
  await sql`set work_mem = '256MB'`;
  const indexes = await sql<{ indexdef: string; indexname: string }[]>`
    select indexdef, indexname from pg_indexes
    where tablename = 'responses' and indexname <> 'responses_pkey'`;
  for (const { indexname } of indexes) await sql`drop index ${sql(indexname)}`;
  await sql`alter table responses drop constraint responses_pkey`;
  for (let from = 0; from < count; from += step) {
    await insertSome(sql, shops, { from, to: Math.min(from + step, count), of: count });
  }
  await sql`alter table responses add primary key (shop_id, id)`;
  for (const { indexdef } of indexes) await sql.unsafe(indexdef);
  for (const dimension of ['', 'moment', 'locale', 'device', 'channel']) {
    await countDimension(sql, dimension);
  }
  await orderByDay(sql);
  for (const table of ['responses', 'rollups']) await sql`vacuum analyze ${sql(table)}`;
  await sql`reset all`;
  await sql`checkpoint`;
}

/** Ordered by day: rows of the same day are stored next to each other, as in a real database. */
async function orderByDay(sql: Sql): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`create temporary table by_day on commit drop as select * from rollups`;
    await transaction`truncate rollups`;
    await transaction`insert into rollups select * from by_day order by day, shop_id, survey_id`;
  });
}

/** Ids begin with their time, as UUIDv7 do. There are three moments, four locales and three devices. */
async function insertSome(
  sql: Sql,
  shops: readonly CreatedShop[],
  { from, to, of }: { from: number; to: number; of: number },
): Promise<void> {
  const [shopIds, surveyIds] = [
    shops.map(({ shopId }) => decodeId(shopId)!),
    shops.map(({ surveyId }) => decodeId(surveyId)!),
  ];
  await sql`
    insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, verified,
      moment, channel, device, locale, comment, url, order_id, order_value, order_currency)
    select shop, survey,
      (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000'
        || substr(md5(n::text), 1, 16))::uuid,
      at, (at at time zone 'Europe/Amsterdam')::date, 1, 10 - floor(11 * power(random(), 2))::int,
      false, (array['checkout', 'checkout', 'delivery', 'service'])[1 + n % 4], 'widget',
      (array['phone', 'desktop', 'tablet'])[1 + n % 3],
      (array['nl', 'nl', 'nl', 'en', 'de', 'fr'])[1 + n % 6],
      case when n % 3 = 0 then 'Snel geleverd en netjes ingepakt, dank!' end,
      'https://shop.example/checkout/thank-you', 'past-' || n, 59.95, 'EUR'
    from (
      select n, (${shopIds}::bigint[])[1 + n % ${shops.length}::int] as shop,
        (${surveyIds}::bigint[])[1 + n % ${shops.length}::int] as survey,
        now() - (${of}::bigint - n) * interval '1 year' / ${of}::bigint as at
      from generate_series(${from}::bigint, ${to - 1}::bigint) as n
    ) as past`;
}

/** Fills the rollups of one dimension; '' counts all. Only for dimensions that the rows above have. */
async function countDimension(sql: Sql, dimension: string): Promise<void> {
  const scores = countNames.slice(0, -1);
  const counts = scores.map((_, score) => `count(*) filter (where score = ${score})`);
  await sql.unsafe(`
    insert into rollups (shop_id, survey_id, dimension, day, value, ${scores.join(', ')})
    select shop_id, survey_id, '${dimension}', day, ${dimension === '' ? "''" : dimension}, ${counts.join(', ')}
    from responses group by 1, 2, 4, 5`);
}
