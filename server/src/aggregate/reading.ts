import { expectations } from '@nines/shared/wire/fields';
import { mergeCounts, noCounts, remainder, type Counts } from './counts.ts';
import { isOfViews } from './question.ts';
import type { Seen } from './stamp.ts';

/** The counts of one period, as they were read in one snapshot. */
export type Reading = {
  /** By the number of days since the period began; days without any are absent. */
  days: ReadonlyMap<number, Counts>;
  total: Counts;
  /** For each dimension asked for, its values. */
  values: ReadonlyMap<string, readonly { value: string; counts: Counts }[]>;
  /** How often each effort from 1 to 7 was given; `null` when it was not read. */
  effort: readonly number[] | null;
  /** How often each expectation was told; `null` when it was not read. */
  expectation: Readonly<Record<(typeof expectations)[number], number>> | null;
};

/** What a source's statement gives for a period: texts, so that two are compared at once. */
export type RawReading = {
  /** An array literal of arrays: the day's number, the counts by score, the views. */
  days: string | null;
  /** JSON, an array of arrays: dimension, value, the counts by score, the views. */
  values: string | null;
};

/** What was read for a question. */
export type RawAnswer = {
  current: RawReading;
  earlier: RawReading | undefined;
  /** Whether views can be told apart, and whether effort and expectation were read. */
  knows: { views: boolean; summaries: boolean };
  /** Whether the shop's history is being counted anew. */
  recounting: boolean;
  /** What tells later whether it still holds; for what was read from the responses nothing does. */
  seen: Seen | undefined;
};

/** Makes sense of what was read for a period. */
export function toReading(
  raw: RawReading,
  by: readonly string[],
  knows: RawAnswer['knows'],
): Reading {
  const days = new Map<number, Counts>();
  const sums = Array<number>(12).fill(0);
  for (const [day = 0, ...numbers] of parseArrays(raw.days)) {
    for (const [index, number] of numbers.entries()) sums[index]! += number;
    const counts = toCounts(numbers, knows.views);
    const known = days.get(day);
    days.set(day, known ? mergeCounts(known, counts) : counts);
  }
  const total = toCounts(sums, knows.views);
  const read = new Map<string, { value: string; counts: Counts }[]>();
  for (const [dimension, value, ...numbers] of parseValues(raw.values)) {
    const counts = toCounts(numbers, knows.views && isOfViews(dimension));
    const values = read.get(dimension) ?? [];
    read.set(dimension, values);
    values.push({ value, counts });
  }
  return {
    days,
    total,
    values: new Map(by.map((dimension) => [dimension, inOrder(dimension, read, total)])),
    effort: knows.summaries ? effortOf(read) : null,
    expectation: knows.summaries ? expectationOf(read) : null,
  };
}

type Values = { value: string; counts: Counts }[];

/** Most responses first. What is not verified was not counted: it is the rest. */
function inOrder(dimension: string, read: ReadonlyMap<string, Values>, total: Counts): Values {
  let values = read.get(dimension) ?? [];
  if (dimension === 'verified') {
    const signed = values[0]?.counts ?? { ...noCounts, views: null };
    const rest = { value: 'false', counts: remainder(total, signed) };
    values = [...values, rest].filter(({ counts }) => sizeOf(counts) > 0);
  }
  return values.toSorted(
    (one, other) => sizeOf(other.counts) - sizeOf(one.counts) || (one.value < other.value ? -1 : 1),
  );
}

function effortOf(read: ReadonlyMap<string, Values>): number[] {
  const counts = Array<number>(7).fill(0);
  for (const { value, counts: of } of read.get('effort') ?? [])
    counts[Number(value) - 1] = sizeOf(of);
  return counts;
}

function expectationOf(read: ReadonlyMap<string, Values>) {
  const told = new Map((read.get('expectation') ?? []).map(({ value, counts }) => [value, counts]));
  return Object.fromEntries(
    expectations.map((level) => [level, sizeOf(told.get(level) ?? noCounts)]),
  ) as Record<(typeof expectations)[number], number>;
}

function sizeOf({ tally }: Counts): number {
  return tally.reduce((sum, count) => sum + count, 0);
}

function toCounts(numbers: readonly number[], knowsViews: boolean): Counts {
  return { tally: numbers.slice(0, 11), views: knowsViews ? (numbers[11] ?? 0) : null };
}

function parseValues(json: string | null): [string, string, ...number[]][] {
  return json === null ? [] : (JSON.parse(json) as [string, string, ...number[]][]);
}

/** PostgreSQL writes arrays of numbers as JSON does, but for the brackets. */
function parseArrays(literal: string | null): number[][] {
  if (literal === null) return [];
  return JSON.parse(literal.replaceAll('{', '[').replaceAll('}', ']')) as number[][];
}
