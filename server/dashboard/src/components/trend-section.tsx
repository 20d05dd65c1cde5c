import type { Aggregate, Interval } from '@nines/shared/wire/aggregate';
import { trendPoints } from '../trend-points.ts';
import { useVoice } from '../voice-context.ts';
import { TrendChart } from './trend-chart.tsx';
import { TrendTable } from './trend-table.tsx';

/** The score over time: drawn, and as a table. */
export function TrendSection({
  trend,
  interval,
}: {
  trend: Aggregate['trend'];
  interval: Interval;
}) {
  const voice = useVoice();
  const { words } = voice;
  const points = trendPoints(trend, interval, voice);
  return (
    <section class="section">
      <div class="section-words">
        <h2>{words.trend.heading}</h2>
        <p>{words.trend.note(words.trend.intervals[interval])}</p>
      </div>
      <div>
        <TrendChart points={points} interval={interval} />
        <TrendTable points={points} />
      </div>
    </section>
  );
}
