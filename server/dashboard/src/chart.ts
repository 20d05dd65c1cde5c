import type { Day } from '@nines/shared/calendar';
import type { Aggregate, Interval } from '@nines/shared/wire/aggregate';
import type { Language } from './language.ts';
import { exactScore } from './phrases.ts';

/** One point of the trend. Scores are NPS points, or `null` without responses. */
export type TrendPoint = {
  start: Day;
  /** What the point covers: `Week of 6 October 2026`. */
  name: string;
  score: number | null;
  interval: readonly [low: number, high: number] | null;
  responses: number;
};

/** The trend's points with their names. */
export function trendPoints(
  trend: Aggregate['trend'],
  interval: Interval,
  { messages, formats }: Language,
): TrendPoint[] {
  return trend.map((figures) => {
    const name = formats.point(figures.start, interval);
    return {
      start: figures.start,
      name: interval === 'week' ? messages.trend.week(name) : name,
      score: exactScore(figures),
      interval: figures.interval,
      responses: figures.responses,
    };
  });
}

/** The positions in the trend chart, in pixels from its top left corner. */
export type TrendLayout = {
  left: number;
  right: number;
  /** The width of one point's column. */
  column: number;
  /** The centre of a point's column. */
  x(index: number): number;
  /** The vertical position of a score. */
  y: LinearScale;
  /** The scores that have a grid line and a label. */
  ticks: readonly number[];
  /** Where the bars of responses stand. */
  volumeBottom: number;
  /** The height of a bar for a number of responses. */
  volume: LinearScale;
  /** Every `labelStep`th point has a label on the axis. */
  labelStep: number;
};

/** The height of the chart, in pixels. */
export const trendHeight = 380;
const plotTop = 12;
const plotBottom = 268;
const volumeBottom = 348;
const volumeHeight = 40;
const axisWidth = 40;
const rightPadding = 8;
const maxLabelWidth = 64;

/** The layout of the points in a chart of the given width in pixels. */
export function layOutTrend(
  points: readonly Pick<TrendPoint, 'interval' | 'responses'>[],
  width: number,
): TrendLayout {
  const [left, right] = [axisWidth, Math.max(axisWidth + 1, width - rightPadding)];
  const column = (right - left) / Math.max(1, points.length);
  const axis = scoreAxis(points.flatMap(({ interval }) => interval ?? []));
  const maxResponses = Math.max(1, ...points.map(({ responses }) => responses));
  return {
    left,
    right,
    column,
    x: (index) => left + (index + 0.5) * column,
    y: linearScale([axis.low, axis.high], [plotBottom, plotTop]),
    ticks: axis.ticks,
    volumeBottom,
    volume: linearScale([0, maxResponses], [0, volumeHeight]),
    labelStep: chooseLabelStep(points.length, right - left, maxLabelWidth),
  };
}

/** Maps a value to a position in pixels or per cent. */
type LinearScale = (value: number) => number;

/** Maps `domain` to `range` linearly. Either can be descending. An empty domain maps to the middle. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): LinearScale {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  if (d0 === d1) return () => (r0 + r1) / 2;
  return (value) => r0 + ((value - d0) / (d1 - d0)) * (r1 - r0);
}

const [minNps, maxNps] = [-100, 100];

/** The position of a score on a line from −100 to 100, in per cent of its length. */
export const scorePercent: LinearScale = linearScale([minNps, maxNps], [0, 100]);

/** A narrower axis would make a change of a few points look large. */
const minAxisLength = 50;

/**
 * The part of −100…100 that contains all `values` (NPS points), from its lowest to its highest tick. Ticks
 * are multiples of 25 or 50. Without values it is 0…100.
 */
export function scoreAxis(values: readonly number[]): {
  low: number;
  high: number;
  ticks: readonly number[];
} {
  if (values.length === 0) return axisWithTicks(0, 100, 25);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const step = greatest - least > 100 ? 50 : 25;
  let low = Math.max(minNps, Math.floor(least / step) * step);
  let high = Math.min(maxNps, Math.ceil(greatest / step) * step);
  while (high - low < minAxisLength) {
    if (high < maxNps) high += step;
    if (high - low < minAxisLength && low > minNps) low -= step;
  }
  return axisWithTicks(low, high, step);
}

function axisWithTicks(low: number, high: number, step: number) {
  const ticks: number[] = [];
  for (let tick = low; tick <= high; tick += step) ticks.push(tick);
  // Math.ceil of a number just below zero is −0. Adding 0 makes it 0.
  return { low: low + 0, high: high + 0, ticks };
}

const labelSteps = [1, 2, 3, 4, 6, 12, 24, 48] as const;

/**
 * The smallest step so that a label on every `step`th of `count` points fits. `width` is shared by all
 * points; `labelWidth` is that of one label, in the same unit.
 */
export function chooseLabelStep(count: number, width: number, labelWidth: number): number {
  const maxLabels = Math.max(1, Math.floor(width / labelWidth));
  return (
    labelSteps.find((step) => Math.ceil(count / step) <= maxLabels) ?? Math.ceil(count / maxLabels)
  );
}

/** Splits the items at each `undefined` into runs without gaps. */
export function splitAtGaps<Item>(items: readonly (Item | undefined)[]): Item[][] {
  const runs: Item[][] = [];
  let run: Item[] | undefined;
  for (const item of items) {
    if (item === undefined) {
      run = undefined;
    } else if (run) {
      run.push(item);
    } else {
      run = [item];
      runs.push(run);
    }
  }
  return runs;
}

/** The SVG path of a line through the points (pixels). Empty without points. */
export function linePath(points: readonly { x: number; y: number }[]): string {
  return points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${roundTenth(x)} ${roundTenth(y)}`)
    .join('');
}

/** The SVG path of the area between all `top` and all `bottom` positions. Empty without spans. */
export function areaPath(spans: readonly { x: number; top: number; bottom: number }[]): string {
  if (spans.length === 0) return '';
  const tops = spans.map(({ x, top }) => ({ x, y: top }));
  const bottoms = spans.map(({ x, bottom }) => ({ x, y: bottom })).toReversed();
  return `${linePath([...tops, ...bottoms])}Z`;
}

function roundTenth(value: number): number {
  return Math.round(value * 10) / 10;
}
