import type { Sql } from '../database/sql.ts';

/**
 * SQL that adds counts to the rollups. `changes` names a table expression with the columns shop_id,
 * survey_id, day, moment, locale, device, channel, verified, reasons, effort, expectation, segments,
 * score and n: how many responses of that score come (or, when negative, go). What cancels out
 * touches no row, so a comment added later is free.
 *
 * The rows are locked in the order of `dimensionsOf`, so that two writers cannot wait for each other.
 *
 * With `isBare` nothing but a score and what views have as well is counted: right where no change has
 * more, as when shoppers have only tapped, and then a sixth less work for the database.
 */
export function addToRollups(sql: Sql, changes: string, { isBare = false } = {}) {
  return sql`
    insert into rollups as r (shop_id, survey_id, dimension, day, value,
      c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
    select shop_id, survey_id, dimension, day, value,
      coalesce(sum(n) filter (where score = 0), 0), coalesce(sum(n) filter (where score = 1), 0),
      coalesce(sum(n) filter (where score = 2), 0), coalesce(sum(n) filter (where score = 3), 0),
      coalesce(sum(n) filter (where score = 4), 0), coalesce(sum(n) filter (where score = 5), 0),
      coalesce(sum(n) filter (where score = 6), 0), coalesce(sum(n) filter (where score = 7), 0),
      coalesce(sum(n) filter (where score = 8), 0), coalesce(sum(n) filter (where score = 9), 0),
      coalesce(sum(n) filter (where score = 10), 0)
    from (
      select shop_id, survey_id, dimension, day, value, score, sum(n) as n
      from ${sql(changes)} ${dimensionsOf(sql, isBare ? sql`` : ofResponses(sql))}
      group by shop_id, survey_id, dimension, day, value, score
      having sum(n) <> 0
    ) as net
    group by shop_id, survey_id, dimension, day, value
    order by shop_id, survey_id, dimension, day, value
    on conflict (shop_id, survey_id, dimension, day, value) do update set
      c0 = r.c0 + excluded.c0, c1 = r.c1 + excluded.c1, c2 = r.c2 + excluded.c2,
      c3 = r.c3 + excluded.c3, c4 = r.c4 + excluded.c4, c5 = r.c5 + excluded.c5,
      c6 = r.c6 + excluded.c6, c7 = r.c7 + excluded.c7, c8 = r.c8 + excluded.c8,
      c9 = r.c9 + excluded.c9, c10 = r.c10 + excluded.c10`;
}

/**
 * What only responses have. Of `verified` the true ones are counted, for the rest is what remains; an
 * answer with several reasons counts in each.
 */
export function ofResponses(sql: Sql) {
  return sql`,
    ('verified', case when verified then 'true' end), ('effort', effort::text),
    ('expectation', expectation)
    union all select 'reason' collate "C", reason collate "C" from unnest(reasons) as reason
    union all select ('property.' || key) collate "C", value collate "C"
      from jsonb_each_text(segments)`;
}

/**
 * SQL that turns each row into one for each dimension that it has a value in, and one for all. `more`
 * adds dimensions. Both columns sort by their bytes, as who adds up outside the database sorts them: all
 * that writes rollups locks their rows in one order.
 */
export function dimensionsOf(sql: Sql, more = sql``) {
  return sql`
    cross join lateral (values
      ('' collate "C", '' collate "C"), ('moment', moment), ('locale', locale), ('device', device), ('channel', channel)
      ${more}
    ) as d (dimension, value)
    where d.value is not null`;
}
