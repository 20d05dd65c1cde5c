import { propertyOf } from '@nines/shared/wire/filters';
import type { Sql } from '../database/sql.ts';
import { wrongField } from '../http/problems.ts';
import { dimensionsOf, ofResponses } from '../ingest/rollup.ts';
import { isRerolling } from '../reroll/pending.ts';
import { matchResponses } from '../responses/filters.ts';
import { isOfViews, type Period, type Question } from './question.ts';
import type { RawAnswer, RawReading } from './reading.ts';

/**
 * The counts that a question asks for, from the responses and views themselves: for two dimensions at
 * once, which the rollups do not hold. The index by shop and time bounds what is read.
 */
export async function readResponses(sql: Sql, question: Question): Promise<RawAnswer> {
  const { shopId, filters, by, earlier } = question;
  const wanted = [...new Set([...by, 'effort', 'expectation'])];
  const views = filters.every(({ dimension }) => isOfViews(dimension));
  const read = async (period: Period): Promise<RawReading> => {
    const [raw] = await countsOf(sql, question, period, wanted, views).catch(tooMany);
    return raw!;
  };
  return {
    current: await read(question.period),
    earlier: earlier && (await read(earlier)),
    knows: { views, summaries: true },
    recounting: await isRerolling(sql, shopId),
    seen: undefined,
  };
}

/** What the database broke off after too long a time (SQLSTATE 57014) can be asked in parts. */
function tooMany(error: unknown): never {
  if ((error as { code?: unknown } | null)?.code !== '57014') throw error;
  throw wrongField(
    'from',
    'this period holds too many responses to count two dimensions at once: choose a shorter one',
  );
}

function countsOf(
  sql: Sql,
  question: Question,
  { from, to }: Period,
  wanted: readonly string[],
  withViews: boolean,
) {
  const { shopId, surveyIds, filters } = question;
  const place = sql`shop_id = ${shopId} and survey_id = any(${[...surveyIds]}::bigint[])
    and day between ${from}::date and ${to}::date`;
  return sql<RawReading[]>`
    with chosen as materialized (
      select day, score, moment, locale, device, channel, verified, reasons, effort, expectation,
        segments
      from responses
      -- The day is what counts; the time, two days wider than any zone, lets the index find it.
      where ${place} and answered_at between ${from}::date - interval '2 days'
        and ${to}::date + interval '3 days' ${matchResponses(sql, filters, 'segments')}
    ),
    seen as materialized (
      select day, moment, locale, device, channel from views
      where ${place} and kind = 'prompt' and ${withViews}
        ${matchResponses(sql, withViews ? filters : [], 'segments')}
    ),
    -- Those that are alike are few, and each is divided only once.
    alike as (
      select score, ${columnsOf(sql, wanted)}, count(*)::int as n
      from chosen group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    ),
    seen_alike as (
      select ${columnsOf(sql, wanted, 4)}, count(*)::int as n
      from seen group by 1, 2, 3, 4
    )
    select
      (select array_agg(array[number, ${names(sql)}])::text from (
        select day - ${from}::date as number, ${scoreCounts(sql)}, 0 as views
        from chosen group by day
        union all
        select day - ${from}::date, ${zeros(sql)}, count(*)::int from seen group by day
      ) as days) as days,
      (select json_agg(json_build_array(dimension, value, ${names(sql)}))::text from (
        select dimension, value, ${sums(sql)}, sum(views) as views from (
          select dimension, value, ${alikeCounts(sql)}, 0 as views
          from alike ${dimensionsOf(sql, ofResponses(sql))}
            and dimension = any(${[...wanted]}::text[])
          group by dimension, value
          union all
          select dimension, value, ${zeros(sql)}, sum(n)::int
          from seen_alike ${dimensionsOf(sql)} and dimension = any(${[...wanted]}::text[])
          group by dimension, value
        ) as parts group by dimension, value
      ) as values) as values`;
}

/** Where each dimension is; those of views first. */
const columns = [
  ['moment', 'text'],
  ['locale', 'text'],
  ['device', 'text'],
  ['channel', 'text'],
  ['verified', 'boolean'],
  ['reasons', 'text[]'],
  ['effort', 'smallint'],
  ['expectation', 'text'],
  ['segments', 'jsonb'],
] as const;

/** The first `most` columns; what no dimension needs is null, for it would only tell rows apart. */
function columnsOf(sql: Sql, wanted: readonly string[], most: number = columns.length) {
  const needed = new Set<string>(
    wanted.map((name) =>
      name === 'reason' ? 'reasons' : propertyOf(name) === undefined ? name : 'segments',
    ),
  );
  return columns.slice(0, most).map(([name, type], index) => {
    const value = needed.has(name) ? sql`${sql(name)}` : sql`null::${sql.unsafe(type)}`;
    return sql`${comma(sql, index)} ${value} as ${sql(name)}`;
  });
}

const scores = Array.from({ length: 11 }, (_, score) => score);

function scoreCounts(sql: Sql) {
  return scores.map(
    (score) =>
      sql`${comma(sql, score)} (count(*) filter (where score = ${score}))::int as ${sql(`c${score}`)}`,
  );
}

function alikeCounts(sql: Sql) {
  return scores.map(
    (score) =>
      sql`${comma(sql, score)} coalesce(sum(n) filter (where score = ${score}), 0)::int as ${sql(`c${score}`)}`,
  );
}

function zeros(sql: Sql) {
  return scores.map((score) => sql`${comma(sql, score)} 0 as ${sql(`c${score}`)}`);
}

function sums(sql: Sql) {
  return scores.map(
    (score) => sql`${comma(sql, score)} sum(${sql(`c${score}`)}) as ${sql(`c${score}`)}`,
  );
}

function names(sql: Sql) {
  return [...scores.map((score) => sql`${comma(sql, score)} ${sql(`c${score}`)}`), sql`, views`];
}

function comma(sql: Sql, index: number) {
  return index === 0 ? sql`` : sql`,`;
}
