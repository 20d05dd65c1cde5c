import type { Aggregate, Interval } from '@nines/shared/wire/aggregate';
import type { Day } from './dates.ts';
import { exactScore, type Voice } from './phrases.ts';

/** One point of the trend, ready to draw: scores in NPS points, `null` without responses. */
export type TrendPoint = {
  start: Day;
  /** What it spans, in words: `Week of 6 October 2026`. */
  name: string;
  score: number | null;
  interval: readonly [low: number, high: number] | null;
  responses: number;
};

/** The trend's points with their names. */
export function trendPoints(
  trend: Aggregate['trend'],
  interval: Interval,
  { words, formats }: Voice,
): TrendPoint[] {
  return trend.map((figures) => {
    const day = formats.point(figures.start, interval);
    return {
      start: figures.start,
      name: interval === 'week' ? words.trend.week(day) : day,
      score: exactScore(figures),
      interval: figures.interval,
      responses: figures.responses,
    };
  });
}
