import { dimensions, type Filter } from '@nines/shared/wire/filters';
import type { Source } from '@nines/shared/wire/aggregate';

/** Days of the shop's time zone, both included. */
export type Period = { from: string; to: string };

/** What an aggregate asks of the counts. */
export type Question = {
  shopId: number;
  surveyIds: readonly number[];
  period: Period;
  /** The period to compare with. */
  earlier: Period | undefined;
  filters: readonly Filter[];
  by: readonly string[];
};

/**
 * Where the answer is: in the rollups, which know one dimension at a time, or in the responses, where
 * two dimensions meet. A response can have several reasons, so several reasons at once, or what else
 * the responses with one reason say, meet there as well.
 */
export function sourceFor({ filters, by }: Pick<Question, 'filters' | 'by'>): Source {
  const [filter, ...more] = filters;
  if (!filter) return 'rollups';
  const crosses = by.some((dimension) => dimension !== filter.dimension);
  const mayCountTwice =
    filter.dimension === 'reason' && (filter.values.length > 1 || by.length > 0);
  return more.length > 0 || crosses || mayCountTwice ? 'responses' : 'rollups';
}

/** Whether a view has this dimension, too. */
export function isOfViews(dimension: string): boolean {
  return (dimensions as readonly string[]).includes(dimension);
}
