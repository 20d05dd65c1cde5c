import type { Aggregate, Interval } from '@nines/shared/wire/aggregate';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { layOutTrend, trendHeight, trendPoints, type TrendPoint } from '../chart.ts';
import { useLanguage } from '../language.ts';
import { trendPhrase } from '../phrases.ts';
import { TrendAxes, TrendMarks } from './trend-svg.tsx';
import './trend.css';

/** The score over time, as a chart and as a table. */
export function TrendSection({
  trend,
  interval,
}: {
  trend: Aggregate['trend'];
  interval: Interval;
}) {
  const language = useLanguage();
  const { messages } = language;
  const points = trendPoints(trend, interval, language);
  return (
    <section class="section">
      <div class="section-text">
        <h2>{messages.trend.heading}</h2>
        <p>{messages.trend.note(messages.trend.intervals[interval])}</p>
      </div>
      <div>
        <TrendChart points={points} interval={interval} />
        <TrendTable points={points} />
      </div>
    </section>
  );
}

type TrendProps = { points: readonly TrendPoint[]; interval: Interval };

/** The chart. A pointer over a column opens the tooltip of its point. */
function TrendChart({ points, interval }: TrendProps) {
  const language = useLanguage();
  const [box, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const layout = layOutTrend(points, width);
  const point = active === undefined ? undefined : points[active];

  const onPointer = (event: PointerEvent) => {
    const offset = event.clientX - (box.current?.getBoundingClientRect().left ?? 0) - layout.left;
    const index = Math.floor(offset / layout.column);
    setActive(Math.min(points.length - 1, Math.max(0, index)));
  };
  // A touch leaves right after the tap. The tooltip must stay open so that it can be read.
  const onPointerLeave = (event: PointerEvent) => {
    if (event.pointerType === 'mouse') setActive(undefined);
  };

  return (
    <div
      ref={box}
      class="trend"
      style={{ height: `${trendHeight}px` }}
      onPointerMove={onPointer}
      onPointerDown={onPointer}
      onPointerLeave={onPointerLeave}
    >
      {width > 0 && (
        <svg
          width={width}
          height={trendHeight}
          role="img"
          aria-label={trendPhrase(points, language)}
        >
          <TrendAxes points={points} interval={interval} layout={layout} />
          <TrendMarks points={points} layout={layout} active={point && active} />
        </svg>
      )}
      {point && active !== undefined && (
        <Tooltip point={point} x={layout.x(active)} width={width} />
      )}
    </div>
  );
}

/** The width of an element in CSS pixels, updated on resize. It is 0 before the first layout. */
function useWidth<Box extends HTMLElement>() {
  const box = useRef<Box>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}

/** Half the tooltip's maximum width, in pixels. It must match the CSS. */
const halfTooltipWidth = 120;

/** The figures of one point. Screen readers find the same figures in the table. */
function Tooltip({ point, x, width }: { point: TrendPoint; x: number; width: number }) {
  const { messages, formats } = useLanguage();
  const { name, score, interval, responses } = point;
  const left = Math.min(width - halfTooltipWidth, Math.max(halfTooltipWidth, x));
  return (
    <div class="trend-tooltip" style={{ left: `${left}px` }} aria-hidden="true">
      <span class="soft">{name}</span>
      {score === null || interval === null ? (
        <span>{messages.trend.none}</span>
      ) : (
        <>
          <b>{formats.whole(score)}</b>
          <span>{messages.trend.span(formats.whole(interval[0]), formats.whole(interval[1]))}</span>
          <span>{messages.trend.answers(formats.whole(responses), responses !== 1)}</span>
        </>
      )}
    </div>
  );
}

/** The chart's figures as a table. */
function TrendTable({ points }: Pick<TrendProps, 'points'>) {
  const { messages, formats } = useLanguage();
  return (
    <details class="trend-table">
      <summary class="soft">{messages.trend.table}</summary>
      <table>
        <thead>
          <tr>
            {messages.trend.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map(({ start, name, score, interval, responses }) => (
            <tr key={start}>
              <th scope="row">{name}</th>
              <td>{score === null ? '–' : formats.whole(score)}</td>
              <td>
                {interval === null
                  ? '–'
                  : messages.trend.span(formats.whole(interval[0]), formats.whole(interval[1]))}
              </td>
              <td>{formats.whole(responses)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
