import { expectations } from '@nines/shared/wire/fields';
import type { EffortSummary, ExpectationSummary } from '@nines/shared/wire/aggregate';
import type { Reading } from './reading.ts';
import { round } from './round.ts';

/** How easy it was, in one figure and in full. */
export function effortSummary(counts: Reading['effort']): EffortSummary | null {
  if (!counts) return null;
  const responses = sum(counts);
  const points = sum(counts.map((count, index) => count * (index + 1)));
  return {
    responses,
    mean: round(responses === 0 ? null : points / responses),
    counts: [...counts],
  };
}

/** What the service was against what was expected. */
export function expectationSummary(counts: Reading['expectation']): ExpectationSummary | null {
  if (!counts) return null;
  const responses = sum(Object.values(counts));
  const shares = Object.fromEntries(
    expectations.map((level) => [
      level,
      round(responses === 0 ? null : counts[level] / responses, 4),
    ]),
  ) as ExpectationSummary['shares'];
  return { responses, counts: { ...counts }, shares };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
