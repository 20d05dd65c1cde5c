import type { Sql } from 'postgres';

/** A difference between the rollups and the rows of responses and views. */
export type Difference = {
  shop_id: string;
  survey_id: string;
  dimension: string;
  day: string;
  value: string;
  /** Counts by score 0…10, then views; all zero where there is no such row. */
  rolled: number[];
  recounted: number[];
};

/**
 * Counts all responses and views by every dimension of the rollups and returns the differences; none when the
 * rollups are right. It does not use the server's own SQL. It reads one snapshot, so it may run while answers
 * arrive. The tables are read first, since Citus cannot send the rest to its nodes.
 */
export async function recount(sql: Sql): Promise<Difference[]> {
  return sql<Difference[]>`
    with answers as materialized (
      select shop_id, survey_id, day, score, moment, locale, device, channel, verified, effort,
        expectation, reasons, segments
      from responses where not test
    ),
    seen as materialized (
      select shop_id, survey_id, day, moment, locale, device, channel from views
      where kind = 'prompt'
    ),
    rolled_up as materialized (select * from rollups),
    counted as (
      select shop_id, survey_id, dimension, day, value,
        array[${scoreCounts(sql)}, 0]::bigint[] as counts
      from answers, lateral (
        select '' as dimension, '' as value
        union all select 'moment', moment
        union all select 'locale', locale where locale is not null
        union all select 'device', device
        union all select 'channel', channel
        union all select 'verified', 'true' where verified
        union all select 'effort', effort::text where effort is not null
        union all select 'expectation', expectation where expectation is not null
        union all select distinct 'reason', r from unnest(reasons) r
        union all select 'property.' || k, v from jsonb_each_text(segments) s (k, v)) as d
      group by 1, 2, 3, 4, 5
      union all
      select shop_id, survey_id, dimension, day, value,
        array[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*)]
      from seen, lateral (
        select '' as dimension, '' as value
        union all select 'moment', moment
        union all select 'locale', locale where locale is not null
        union all select 'device', device
        union all select 'channel', channel) as d
      group by 1, 2, 3, 4, 5
      union all
      select shop_id, survey_id, dimension, day, value,
        array[-c0, -c1, -c2, -c3, -c4, -c5, -c6, -c7, -c8, -c9, -c10, -views]
      from rolled_up
    ),
    sides as (
      select shop_id, survey_id, dimension, day, value, position,
        coalesce(sum(n) filter (where n > 0), 0) as recounted,
        coalesce(-sum(n) filter (where n < 0), 0) as rolled
      from counted, unnest(counts) with ordinality as c (n, position)
      group by 1, 2, 3, 4, 5, 6
    )
    select shop_id::text, survey_id::text, dimension, day::text, value,
      array_agg(rolled::int order by position) as rolled,
      array_agg(recounted::int order by position) as recounted
    from sides
    group by shop_id, survey_id, dimension, day, value
    having bool_or(rolled <> recounted)
    order by 1, 2, 3, 4, 5`;
}

function scoreCounts(sql: Sql) {
  return Array.from({ length: 11 }, (_, score) => score).map(
    (score) => sql`${score === 0 ? sql`` : sql`,`} count(*) filter (where score = ${score})`,
  );
}
