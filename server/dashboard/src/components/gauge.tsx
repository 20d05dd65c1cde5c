import { linearScale } from '../linear-scale.ts';
import { useVoice } from '../voice-context.ts';
import './gauge.css';

const place = linearScale([-100, 100], [0, 100]);
const ticks = [-100, -50, 0, 50, 100];

/** The score and its interval (NPS points) on the whole line from −100 to 100. */
export function Gauge({
  score,
  interval,
}: {
  score: number;
  interval: readonly [number, number] | null;
}) {
  const { words, formats } = useVoice();
  const [low, high] = interval ?? [score, score];
  const summary = words.score.gauge(formats.whole(score), formats.whole(low), formats.whole(high));
  return (
    <figure class="gauge">
      <div class="gauge-line" role="img" aria-label={summary}>
        <i
          class="gauge-range"
          style={{ left: `${place(low)}%`, width: `${place(high) - place(low)}%` }}
        />
        <i class="gauge-score" style={{ left: `${place(score)}%` }} />
      </div>
      <div class="gauge-ticks" aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick} style={{ left: `${place(tick)}%` }}>
            {formats.whole(tick)}
          </span>
        ))}
      </div>
      <figcaption class="soft">{words.score.axis}</figcaption>
    </figure>
  );
}
