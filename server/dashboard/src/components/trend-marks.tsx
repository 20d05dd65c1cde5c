import { areaPath, linePath, runsOf } from '../chart-path.ts';
import type { TrendLayout } from '../trend-layout.ts';
import type { TrendPoint } from '../trend-points.ts';

/** Columns narrower than this, in pixels, have no room for a dot on each point. */
const roomForDots = 20;

/** The band, the line, the dots and the columns of responses. */
export function TrendMarks({
  points,
  layout,
  active,
}: {
  points: readonly TrendPoint[];
  layout: TrendLayout;
  active: number | undefined;
}) {
  const { x, y, column, volume, volumeFoot } = layout;
  const marks = points.map(({ score, interval }, index) => {
    if (score === null || interval === null) return undefined;
    const [low, high] = interval;
    return { index, x: x(index), y: y(score), top: y(high), bottom: y(low) };
  });
  const barWidth = Math.max(1, Math.min(28, column * 0.6));
  return (
    <g aria-hidden="true">
      {points.map(({ start, responses }, index) => (
        <rect
          key={start}
          class={index === active ? 'trend-volume trend-active' : 'trend-volume'}
          x={x(index) - barWidth / 2}
          width={barWidth}
          y={volumeFoot - volume(responses)}
          height={volume(responses)}
          rx={Math.min(3, barWidth / 2)}
        />
      ))}
      {active !== undefined && (
        <line
          class="trend-guide"
          x1={x(active)}
          x2={x(active)}
          y1={layout.y(layout.ticks.at(-1) ?? 0)}
          y2={volumeFoot}
        />
      )}
      {runsOf(marks).map((run) =>
        run.length === 1 && run[0] ? (
          <line
            key={run[0].index}
            class="trend-whisker"
            x1={run[0].x}
            x2={run[0].x}
            y1={run[0].top}
            y2={run[0].bottom}
          />
        ) : (
          <g key={run[0]?.index}>
            <path class="trend-band" d={areaPath(run)} />
            <path
              class="trend-edge"
              d={linePath(run.map(({ x: left, top }) => ({ x: left, y: top })))}
            />
            <path
              class="trend-edge"
              d={linePath(run.map(({ x: left, bottom }) => ({ x: left, y: bottom })))}
            />
            <path class="trend-line" d={linePath(run)} />
          </g>
        ),
      )}
      {marks.map(
        (mark) =>
          mark &&
          (column >= roomForDots || mark.index === active || isAlone(marks, mark.index)) && (
            <circle
              key={mark.index}
              class="trend-dot"
              cx={mark.x}
              cy={mark.y}
              r={mark.index === active ? 6.5 : 4.5}
            />
          ),
      )}
    </g>
  );
}

function isAlone(marks: readonly unknown[], index: number): boolean {
  return marks[index - 1] === undefined && marks[index + 1] === undefined;
}
