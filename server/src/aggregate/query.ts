import type { Scale } from '@nines/shared/score';
import type { AggregateQuery, Interval, Source } from '@nines/shared/wire/aggregate';
import { dimensions, filtersOf, propertyOf, type Filter } from '@nines/shared/wire/filters';
import type { Survey } from '@nines/shared/wire/survey';
import type { Sql } from '../database/sql.ts';
import { notFound, wrongField } from '../http/problems.ts';
import { decodeId } from '../database/ids.ts';
import type { ShopEntry } from '../shops/directory.ts';
import { findSurvey } from '../surveys/store.ts';
import { today } from '../time/zones.ts';
import { addDays, countDays } from '@nines/shared/calendar';

/** Days of the shop's time zone, both included. */
export type Period = { from: string; to: string };

/** What an aggregate asks for. */
export type Question = {
  shop: number;
  /** The survey's id as it was asked for, or `all`. */
  survey: string;
  surveys: readonly number[];
  timezone: string;
  scale: Scale;
  source: Source;
  period: Period;
  /** The period to compare with. */
  earlier: Period | undefined;
  filters: readonly Filter[];
  by: readonly string[];
  interval: Interval;
  confidence: number;
};

/**
 * What a query asks for. Throws 404 for a survey that does not exist, and 422 for a period or a segment that
 * cannot be, or where scales would be mixed.
 */
export async function parseQuery(
  sql: Sql,
  entry: ShopEntry,
  survey: string,
  query: AggregateQuery,
): Promise<Question> {
  const { shop } = entry;
  const chosen = await chooseSurveys(sql, entry, survey, query.scale);
  const period = periodOf(query, shop.timezone);
  const filters = filtersOf(query);
  const by = [...new Set(query.by)];
  const segments = new Set(chosen.flatMap((each) => each.segments));
  for (const name of by) checkSegment(name, 'by', segments);
  for (const { dimension } of filters) checkSegment(dimension, dimension, segments);
  return {
    shop: shop.id,
    survey,
    surveys: chosen.map((each) => decodeId(each.id)!),
    timezone: shop.timezone,
    scale: chosen[0]?.scale ?? query.scale ?? '0-10',
    source: query.source ?? sourceFor({ filters, by }),
    period,
    earlier: earlierPeriodOf(query, period),
    filters,
    by,
    interval: query.interval,
    confidence: query.confidence,
  };
}

/** One survey, or with `all` the shop's surveys on one scale. */
async function chooseSurveys(
  sql: Sql,
  { shop, surveys }: ShopEntry,
  id: string,
  scale: Scale | undefined,
): Promise<readonly Survey[]> {
  if (id === 'all') {
    if (!scale && new Set(surveys.map((survey) => survey.scale)).size > 1) {
      throw wrongField(
        'scale',
        'the surveys of this shop are on two scales, and a 1–10 is no 0–10: choose one with scale=0-10 or scale=1-10',
      );
    }
    return surveys.filter((survey) => !scale || survey.scale === scale);
  }
  // One that another process has just made is not cached here.
  const survey = surveys.find((each) => each.id === id) ?? (await findSurvey(sql, shop.id, id));
  if (!survey) throw notFound('survey');
  if (scale && scale !== survey.scale) {
    throw wrongField('scale', `this survey is on the scale ${survey.scale}`);
  }
  return [survey];
}

/** Throws 422 for a property that none of the surveys counts by. */
function checkSegment(dimension: string, path: string, segments: ReadonlySet<string>): void {
  const property = propertyOf(dimension);
  if (property === undefined || segments.has(property)) return;
  throw wrongField(
    path,
    `"${property}" is not a segment: add it to the survey's setting segments first`,
  );
}

/** How many buckets a trend may have: thirty years of weeks, four of days. */
const mostBuckets = 1_500;

/** The period asked for; the last thirty days by default. */
function periodOf(query: AggregateQuery, timezone: string): Period {
  const to = query.to ?? today(timezone);
  const from = query.from ?? addDays(to, -29);
  if (from > to) throw wrongField('from', 'must not be after to');
  const longest = { day: 1, week: 7, month: 28, quarter: 90, year: 365 }[query.interval];
  if (countDays(from, to) > mostBuckets * longest) {
    throw wrongField('interval', `gives more than ${mostBuckets} buckets; choose a longer one`);
  }
  return { from, to };
}

/** The period to compare with, if any: the one asked for, or the one of the same length just before. */
function earlierPeriodOf(query: AggregateQuery, { from, to }: Period): Period | undefined {
  const { compare, compareFrom, compareTo } = query;
  if (compareFrom === undefined && compareTo === undefined) {
    return compare && { from: addDays(from, -countDays(from, to)), to: addDays(from, -1) };
  }
  if (compare) throw wrongField('compare', 'cannot be together with compareFrom and compareTo');
  if (compareFrom === undefined) throw wrongField('compareFrom', 'is needed beside compareTo');
  if (compareTo === undefined) throw wrongField('compareTo', 'is needed beside compareFrom');
  if (compareFrom > compareTo) throw wrongField('compareFrom', 'must not be after compareTo');
  return { from: compareFrom, to: compareTo };
}

/**
 * Where the counts are: in the rollups, which know one dimension at a time, or in the responses. A response can have
 * several reasons, so several reasons at once, or what else the responses with one reason say, need the responses.
 */
function sourceFor({ filters, by }: Pick<Question, 'filters' | 'by'>): Source {
  const [filter, ...more] = filters;
  if (!filter) return 'rollups';
  const crosses = by.some((dimension) => dimension !== filter.dimension);
  const mayCountTwice =
    filter.dimension === 'reason' && (filter.values.length > 1 || by.length > 0);
  return more.length > 0 || crosses || mayCountTwice ? 'responses' : 'rollups';
}

/** Whether views have this dimension, too. */
export function isOfViews(dimension: string): boolean {
  return (dimensions as readonly string[]).includes(dimension);
}
