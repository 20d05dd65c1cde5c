import type { Interval } from '@nines/shared/wire/aggregate';
import { areaPath, linePath, splitAtGaps, type TrendLayout, type TrendPoint } from '../chart.ts';
import { useLanguage } from '../language.ts';

type ChartProps = { points: readonly TrendPoint[]; layout: TrendLayout };

/** The grid lines with their scores, and the labels of the points. */
export function TrendAxes({ points, interval, layout }: ChartProps & { interval: Interval }) {
  const { messages, formats } = useLanguage();
  const { left, right, y, ticks, volumeBottom } = layout;
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
      <line
        class="trend-zero"
        x1={left}
        x2={right}
        y1={volumeBottom + 0.5}
        y2={volumeBottom + 0.5}
      />
      <text class="trend-label" x={left} y={volumeBottom - 48}>
        {messages.facts.answers}
      </text>
      <PointLabels points={points} interval={interval} layout={layout} />
    </g>
  );
}

/** The dates below the chart, at every `labelStep`th point. */
function PointLabels({ points, interval, layout }: ChartProps & { interval: Interval }) {
  const { formats } = useLanguage();
  const { x, volumeBottom, labelStep } = layout;
  const labelled = points.flatMap(({ start }, index) =>
    index % labelStep === 0 ? [{ start, index }] : [],
  );
  return (
    <>
      {labelled.map(({ start, index }, number) => (
        <text
          key={start}
          class="trend-label"
          x={x(index)}
          y={volumeBottom + 22}
          text-anchor="middle"
        >
          {formats.tick(start, interval, isNewYear(start, labelled[number - 1]?.start))}
        </text>
      ))}
    </>
  );
}

/** Whether a label shows the year. The first label does not, because the page's heading shows its year. */
function isNewYear(start: string, previous: string | undefined): boolean {
  return previous !== undefined && previous.slice(0, 4) !== start.slice(0, 4);
}

type MarksProps = ChartProps & {
  /** The index of the point that has the tooltip. */
  active: number | undefined;
};

/** The confidence band, the line, the dots and the bars of responses. */
export function TrendMarks({ points, layout, active }: MarksProps) {
  const { x, y, ticks, volumeBottom } = layout;
  const marks = points.map(({ score, interval }, index) => {
    if (score === null || interval === null) return undefined;
    const [low, high] = interval;
    return { index, x: x(index), y: y(score), top: y(high), bottom: y(low) };
  });
  return (
    <g aria-hidden="true">
      <VolumeBars points={points} layout={layout} active={active} />
      {active !== undefined && (
        <line
          class="trend-guide"
          x1={x(active)}
          x2={x(active)}
          y1={y(ticks.at(-1) ?? 0)}
          y2={volumeBottom}
        />
      )}
      {splitAtGaps(marks).map((run) => (
        <Run key={run[0]?.index} run={run} />
      ))}
      <Dots marks={marks} column={layout.column} active={active} />
    </g>
  );
}

/** A point with a score, in pixels. `top` and `bottom` are the ends of its confidence interval. */
type Mark = { index: number; x: number; y: number; top: number; bottom: number };

function VolumeBars({ points, layout, active }: MarksProps) {
  const { x, column, volume, volumeBottom } = layout;
  const width = Math.max(1, Math.min(28, column * 0.6));
  return (
    <>
      {points.map(({ start, responses }, index) => (
        <rect
          key={start}
          class={index === active ? 'trend-volume trend-active' : 'trend-volume'}
          x={x(index) - width / 2}
          width={width}
          y={volumeBottom - volume(responses)}
          height={volume(responses)}
          rx={Math.min(3, width / 2)}
        />
      ))}
    </>
  );
}

/** The line and the band of points without a gap. A single point has a vertical line as its band. */
function Run({ run }: { run: readonly Mark[] }) {
  const [first, second] = run;
  if (first && !second) {
    return (
      <line class="trend-whisker" x1={first.x} x2={first.x} y1={first.top} y2={first.bottom} />
    );
  }
  return (
    <g>
      <path class="trend-band" d={areaPath(run)} />
      <path class="trend-edge" d={linePath(run.map(({ x, top }) => ({ x, y: top })))} />
      <path class="trend-edge" d={linePath(run.map(({ x, bottom }) => ({ x, y: bottom })))} />
      <path class="trend-line" d={linePath(run)} />
    </g>
  );
}

/** Narrower columns, in pixels, have no space for a dot at every point. */
const minDotColumn = 20;

/** A dot at each point; if columns are narrow, only at the active point and at points between gaps. */
function Dots({
  marks,
  column,
  active,
}: {
  marks: readonly (Mark | undefined)[];
  column: number;
  active: number | undefined;
}) {
  const isSingle = (index: number) => !marks[index - 1] && !marks[index + 1];
  const hasDot = (index: number) => column >= minDotColumn || index === active || isSingle(index);
  return (
    <>
      {marks.map(
        (mark) =>
          mark &&
          hasDot(mark.index) && (
            <circle
              key={mark.index}
              class="trend-dot"
              cx={mark.x}
              cy={mark.y}
              r={mark.index === active ? 6.5 : 4.5}
            />
          ),
      )}
    </>
  );
}
