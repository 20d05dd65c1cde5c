import type { Interval } from '@nines/shared/wire/aggregate';
import { useState } from 'preact/hooks';
import { trendPhrase } from '../phrases.ts';
import { layOutTrend, trendHeight } from '../trend-layout.ts';
import type { TrendPoint } from '../trend-points.ts';
import { useWidth } from '../use-width.ts';
import { useVoice } from '../voice-context.ts';
import { TrendAxes } from './trend-axes.tsx';
import { TrendMarks } from './trend-marks.tsx';
import { TrendTip } from './trend-tip.tsx';
import './trend-chart.css';

/** The score over time with its uncertainty, and the number of responses below; a pointer reads a point. */
export function TrendChart({
  points,
  interval,
}: {
  points: readonly TrendPoint[];
  interval: Interval;
}) {
  const voice = useVoice();
  const [box, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const layout = layOutTrend(points, width);
  const point = active === undefined ? undefined : points[active];

  const read = (event: PointerEvent) => {
    const offset = event.clientX - (box.current?.getBoundingClientRect().left ?? 0) - layout.left;
    const index = Math.floor(offset / layout.column);
    setActive(Math.min(points.length - 1, Math.max(0, index)));
  };

  // A finger leaves as soon as it has tapped, but its owner goes on reading.
  const leave = (event: PointerEvent) => {
    if (event.pointerType === 'mouse') setActive(undefined);
  };

  return (
    <div
      ref={box}
      class="trend"
      style={{ height: `${trendHeight}px` }}
      onPointerMove={read}
      onPointerDown={read}
      onPointerLeave={leave}
    >
      {width > 0 && (
        <svg width={width} height={trendHeight} role="img" aria-label={trendPhrase(points, voice)}>
          <TrendAxes points={points} interval={interval} layout={layout} />
          <TrendMarks points={points} layout={layout} active={point && active} />
        </svg>
      )}
      {point && active !== undefined && (
        <TrendTip point={point} x={layout.x(active)} width={width} />
      )}
    </div>
  );
}
