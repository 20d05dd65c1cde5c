import { otherValue } from '@nines/shared/wire/fields';
import type { Sql } from '../database/sql.ts';
import { addToRollups } from '../ingest/rollup.ts';

/** One step through a table, by what orders it: after the first, up to and including the last. */
export type Range = { after: string; last: string };

/**
 * Counts the shop's responses of a range of times by its present time zone and segments: those that
 * were counted otherwise are moved, with their counts, in one statement. The rows are locked, and only
 * then is it reckoned how they count, so that a revision that comes at the same moment comes before or
 * after. (Of what is joined to a row that it waits for, PostgreSQL keeps the old version.)
 */
export async function sweepResponses(sql: Sql, shopId: number, { after, last }: Range) {
  await sql`
    with locked as materialized (
      select r.shop_id, r.id, r.survey_id, r.day, r.answered_at, r.properties, r.segments
      from responses r
      join shops s on s.id = r.shop_id
      where r.shop_id = ${shopId} and r.answered_at > ${after}::text::timestamptz
        and r.answered_at <= ${last}::text::timestamptz
        and (r.day <> (r.answered_at at time zone s.timezone)::date
          or r.segments is distinct from (${segmentsNow(sql)}))
      order by r.shop_id, r.id
      for update of r
    ),
    target as materialized (
      select r.shop_id, r.id, r.day as old_day, r.segments as old_segments,
        (r.answered_at at time zone s.timezone)::date as new_day, g.segments as new_segments
      from locked r
      join shops s on s.id = r.shop_id
      cross join lateral (${segmentsNow(sql)}) as g
      where r.day <> (r.answered_at at time zone s.timezone)::date
        or r.segments is distinct from g.segments
    ),
    changed as (
      update responses r set day = t.new_day, segments = t.new_segments
      from target t
      where r.shop_id = t.shop_id and r.id = t.id
      returning r.*, t.old_day, t.old_segments
    ),
    moved as (
      select shop_id, survey_id, old_day as day, moment, locale, device, channel, verified, reasons,
        effort, expectation, old_segments as segments, score, -1 as n
      from changed
      union all
      select shop_id, survey_id, day, moment, locale, device, channel, verified, reasons, effort,
        expectation, segments, score, 1
      from changed
    )
    ${addToRollups(sql, 'moved')}`;
}

/**
 * A response's properties that its survey divides by today, as they are counted. Of a person who was
 * erased only the counts are left, and those stay.
 */
function segmentsNow(sql: Sql) {
  return sql`
    select jsonb_object_agg(name, case when known.value is null then ${otherValue}
      else given.properties ->> name end) as segments
    from surveys v
    cross join lateral (select coalesce(r.properties, r.segments) as properties) as given
    cross join lateral jsonb_array_elements_text(v.settings -> 'segments') as list (name)
    left join segment_values known on known.shop_id = r.shop_id and known.survey_id = r.survey_id
      and known.property = name and known.value = given.properties ->> name
    where v.shop_id = r.shop_id and v.id = r.survey_id and given.properties ? name`;
}

/**
 * Counts apart the most frequent values of each segment of the shop's surveys, as far as there is
 * room: for history that is counted for the first time, frequency is a better rule than chance.
 */
export async function admitFrequentValues(sql: Sql, shopId: number, most: number): Promise<void> {
  await sql`
    with frequent as (
      select r.survey_id, name, r.properties ->> name as value, count(*) as n
      from surveys v
      cross join lateral jsonb_array_elements_text(v.settings -> 'segments') as list (name)
      join responses r on r.shop_id = v.shop_id and r.survey_id = v.id and r.properties ? name
      where v.shop_id = ${shopId}
      group by r.survey_id, name, r.properties ->> name
    ),
    fresh as (
      select f.*, row_number() over (partition by survey_id, name order by n desc, value) as place,
        (select count(*) from segment_values k where k.shop_id = ${shopId}
          and k.survey_id = f.survey_id and k.property = f.name) as taken
      from frequent f
      where not exists (select from segment_values k where k.shop_id = ${shopId}
        and k.survey_id = f.survey_id and k.property = f.name and k.value = f.value)
    )
    insert into segment_values (shop_id, survey_id, property, value)
    select ${shopId}, survey_id, name, value from fresh where place + taken <= ${most}
    on conflict do nothing`;
}
