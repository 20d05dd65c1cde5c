import { labelStep } from './label-step.ts';
import { linearScale, type LinearScale } from './linear-scale.ts';
import { scoreDomain } from './score-domain.ts';
import type { TrendPoint } from './trend-points.ts';

/** Where everything of the trend chart stands, in pixels from its top left. */
export type TrendLayout = {
  left: number;
  right: number;
  /** The width of a point's column. */
  column: number;
  /** The middle of a point's column. */
  x(index: number): number;
  /** A score's height. */
  y: LinearScale;
  /** The labelled scores. */
  ticks: readonly number[];
  /** The foot of the columns of responses, and their height above it. */
  volumeFoot: number;
  volume: LinearScale;
  /** Every how many points the axis has a label. */
  labelStep: number;
};

/** The whole chart's height, in pixels. */
export const trendHeight = 380;
const plotTop = 12;
const plotFoot = 268;
const volumeFoot = 348;
const volumeHeight = 40;
const axisWidth = 40;
const endRoom = 8;
const labelWidth = 64;

/** Lays the points out over a width in pixels. */
export function layOutTrend(points: readonly TrendPoint[], width: number): TrendLayout {
  const [left, right] = [axisWidth, Math.max(axisWidth + 1, width - endRoom)];
  const column = (right - left) / Math.max(1, points.length);
  const domain = scoreDomain(points.flatMap(({ interval }) => interval ?? []));
  const most = Math.max(1, ...points.map(({ responses }) => responses));
  return {
    left,
    right,
    column,
    x: (index) => left + (index + 0.5) * column,
    y: linearScale([domain.low, domain.high], [plotFoot, plotTop]),
    ticks: domain.ticks,
    volumeFoot,
    volume: linearScale([0, most], [0, volumeHeight]),
    labelStep: labelStep(points.length, right - left, labelWidth),
  };
}
