import { emptyTally, mergeTallies, type Tally } from '@nines/shared/tally';
import { expectations } from '@nines/shared/wire/fields';
import type { Sql } from '../database/sql.ts';
import { wrongField } from '../http/problems.ts';
import { codeOf } from '../database/errors.ts';
import { countResponses } from '../responses/count.ts';
import { findPendingRecount } from '../rollups/pending.ts';
import { isUnverified, readRollups } from '../rollups/read.ts';
import { countViews } from '../views/store.ts';
import { isOfViews, type Period, type Question } from './query.ts';

/** Responses by score, and views; `null` when views do not have the dimension. */
export type Counts = { tally: Tally; views: number | null };

/** The counts of one period. */
export type PeriodCounts = {
  /** By the number of days since the period began; days without any are absent. */
  days: ReadonlyMap<number, Counts>;
  total: Counts;
  /** For each dimension asked for, its values: most responses first. */
  values: ReadonlyMap<string, readonly ValueCounts[]>;
  /** How often each effort from 1 to 7 was given; `null` where that was not read. */
  effort: readonly number[] | null;
  /** How often each expectation was given; `null` where that was not read. */
  expectation: Readonly<Record<(typeof expectations)[number], number>> | null;
  /** How many responses have a signed order; `null` where that was not read. */
  verified: number | null;
};
export type ValueCounts = { value: string; counts: Counts };

/** The counts that a question asks for. */
export type AnsweredCounts = {
  current: PeriodCounts;
  earlier: PeriodCounts | undefined;
  /** Whether the shop's history is being counted again. */
  recounting: boolean;
};

export const noCounts: Counts = { tally: emptyTally, views: 0 };

export function mergeCounts(one: Counts, other: Counts): Counts {
  return {
    tally: mergeTallies(one.tally, other.tally),
    views: one.views === null || other.views === null ? null : one.views + other.views,
  };
}

/** Reads the counts, from the rollups or from the responses one by one. */
export function readCounts(sql: Sql, question: Question): Promise<AnsweredCounts> {
  return question.source === 'rollups' ? fromRollups(sql, question) : fromRows(sql, question);
}

/** The dimensions that the figures of a whole period summarise. */
const summarised = ['effort', 'expectation', 'verified'];

async function fromRollups(sql: Sql, question: Question): Promise<AnsweredCounts> {
  const { shop, surveys, filters, by, period, earlier } = question;
  const [filter] = filters;
  const selections = [period, ...(earlier ? [earlier] : [])].map((each) => ({
    shop,
    surveys,
    filter,
    ...each,
  }));
  // Divided by `verified`, what is not verified is the total, which has lost the rest already.
  const divided = filter && isUnverified(filter) ? [] : by;
  const dimensions = filter ? divided : [...new Set([...by, ...summarised])];
  const { periods, recounting } = await readRollups(sql, selections, dimensions);
  const knows = { views: !filter || isOfViews(filter.dimension), summaries: !filter };
  const [current, before] = periods.map((raw) => toPeriodCounts(raw, by, knows));
  return { current: current!, earlier: before, recounting };
}

/** For two dimensions at once, which the rollups do not hold. */
async function fromRows(sql: Sql, question: Question): Promise<AnsweredCounts> {
  const { shop, surveys, filters, by, period, earlier } = question;
  const dimensions = [...new Set([...by, ...summarised])];
  const knowsViews = filters.every(({ dimension }) => isOfViews(dimension));
  const read = async (each: Period): Promise<PeriodCounts> => {
    const selection = { shop, surveys, filters, ...each };
    const [responses, views] = await Promise.all([
      countResponses(sql, selection, dimensions).catch(explainTimeout),
      knowsViews ? countViews(sql, selection, dimensions.filter(isOfViews)) : undefined,
    ]);
    const raw = {
      days: [
        ...responses.days.map((day) => [...day, 0]),
        ...(views?.days ?? []).map(([number, n]) => [number, ...emptyTally, n]),
      ],
      values: [
        ...responses.values.map((row) => [...row, 0] as ValueRow),
        ...(views?.values ?? []).map(
          ([dimension, value, n]) => [dimension, value, ...emptyTally, n] as ValueRow,
        ),
      ],
    };
    return toPeriodCounts(raw, by, { views: knowsViews, summaries: true });
  };
  const [current, before, pending] = await Promise.all([
    read(period),
    earlier && read(earlier),
    findPendingRecount(sql, shop),
  ]);
  return { current, earlier: before, recounting: pending !== undefined };
}

/** SQLSTATE 57014: the statement timeout. A shorter period can be counted. */
function explainTimeout(error: unknown): never {
  if (codeOf(error) !== '57014') throw error;
  throw wrongField(
    'from',
    'this period holds too many responses to count two dimensions at once: choose a shorter one',
  );
}

type ValueRow = [dimension: string, value: string, ...counts: number[]];

/** Counts are eleven by score and one of views. A day or a value may be there several times. */
function toPeriodCounts(
  raw: { days: readonly number[][]; values: readonly ValueRow[] },
  by: readonly string[],
  knows: { views: boolean; summaries: boolean },
): PeriodCounts {
  const days = new Map<number, Counts>();
  const sums = Array<number>(12).fill(0);
  for (const [day = 0, ...numbers] of raw.days) {
    for (const [index, number] of numbers.entries()) sums[index]! += number;
    addTo(days, day, toCounts(numbers, knows.views));
  }
  const byDimension = new Map<string, Map<string, Counts>>();
  for (const [dimension, value, ...numbers] of raw.values) {
    const values = byDimension.get(dimension) ?? new Map<string, Counts>();
    byDimension.set(dimension, values);
    addTo(values, value, toCounts(numbers, knows.views && isOfViews(dimension)));
  }
  const total = toCounts(sums, knows.views);
  const valuesOf = (dimension: string) => byDimension.get(dimension) ?? new Map<string, Counts>();
  return {
    days,
    total,
    values: new Map(by.map((name) => [name, sortValues(name, valuesOf(name), total)])),
    effort: knows.summaries ? effortOf(valuesOf('effort')) : null,
    expectation: knows.summaries ? expectationOf(valuesOf('expectation')) : null,
    verified: knows.summaries ? sizeOf(valuesOf('verified').get('true') ?? noCounts) : null,
  };
}

function addTo<Key>(map: Map<Key, Counts>, key: Key, counts: Counts): void {
  const before = map.get(key);
  map.set(key, before ? mergeCounts(before, counts) : counts);
}

function toCounts(numbers: readonly number[], knowsViews: boolean): Counts {
  return { tally: numbers.slice(0, 11), views: knowsViews ? (numbers[11] ?? 0) : null };
}

/** Most responses first. Answers that are not verified are not counted apart: they are the rest. */
function sortValues(
  dimension: string,
  counted: ReadonlyMap<string, Counts>,
  total: Counts,
): ValueCounts[] {
  let values = Array.from(counted, ([value, counts]) => ({ value, counts }));
  if (dimension === 'verified') {
    const signed = counted.get('true')?.tally ?? emptyTally;
    const tally = total.tally.map((count, score) => count - (signed[score] ?? 0));
    values = [...values, { value: 'false', counts: { tally, views: null } }].filter(
      ({ counts }) => sizeOf(counts) > 0,
    );
  }
  return values.toSorted(
    (one, other) => sizeOf(other.counts) - sizeOf(one.counts) || (one.value < other.value ? -1 : 1),
  );
}

function effortOf(values: ReadonlyMap<string, Counts>): number[] {
  const counts = Array<number>(7).fill(0);
  for (const [value, found] of values) counts[Number(value) - 1] = sizeOf(found);
  return counts;
}

function expectationOf(values: ReadonlyMap<string, Counts>) {
  return Object.fromEntries(
    expectations.map((level) => [level, sizeOf(values.get(level) ?? noCounts)]),
  ) as Record<(typeof expectations)[number], number>;
}

function sizeOf({ tally }: Counts): number {
  return tally.reduce((sum, count) => sum + count, 0);
}
