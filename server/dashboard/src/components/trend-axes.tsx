import type { Interval } from '@nines/shared/wire/aggregate';
import type { TrendLayout } from '../trend-layout.ts';
import type { TrendPoint } from '../trend-points.ts';
import { useVoice } from '../voice-context.ts';

/** The scores' lines and the points' dates. */
export function TrendAxes({
  points,
  interval,
  layout,
}: {
  points: readonly TrendPoint[];
  interval: Interval;
  layout: TrendLayout;
}) {
  const { words, formats } = useVoice();
  const { left, right, x, y, ticks, volumeFoot, labelStep } = layout;
  const labelled = points.flatMap((point, index) =>
    index % labelStep === 0 ? [{ point, index }] : [],
  );
  return (
    <g aria-hidden="true">
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            class={tick === 0 ? 'trend-zero' : 'trend-grid'}
            x1={left}
            x2={right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text class="trend-label" x={left - 10} y={y(tick) + 4} text-anchor="end">
            {formats.whole(tick)}
          </text>
        </g>
      ))}
      <line class="trend-zero" x1={left} x2={right} y1={volumeFoot + 0.5} y2={volumeFoot + 0.5} />
      <text class="trend-label" x={left} y={volumeFoot - 48}>
        {words.facts.answers}
      </text>
      {labelled.map(({ point, index }, order) => (
        <text
          key={point.start}
          class="trend-label"
          x={x(index)}
          y={volumeFoot + 22}
          text-anchor="middle"
        >
          {formats.tick(
            point.start,
            interval,
            startsYear(point.start, labelled[order - 1]?.point.start),
          )}
        </text>
      ))}
    </g>
  );
}

/** Whether a label is the first of its year; the very first label is not, for its year is in the heading. */
function startsYear(start: string, before: string | undefined): boolean {
  return before !== undefined && before.slice(0, 4) !== start.slice(0, 4);
}
