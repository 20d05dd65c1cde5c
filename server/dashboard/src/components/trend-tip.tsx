import type { TrendPoint } from '../trend-points.ts';
import { useVoice } from '../voice-context.ts';

/** Half the tip's greatest width, in pixels. */
const halfWidth = 120;

/** What the pointer reads; the same is in the table, so it is kept from screen readers. */
export function TrendTip({ point, x, width }: { point: TrendPoint; x: number; width: number }) {
  const { words, formats } = useVoice();
  const { name, score, interval, responses } = point;
  const left = Math.min(width - halfWidth, Math.max(halfWidth, x));
  return (
    <div class="trend-tip" style={{ left: `${left}px` }} aria-hidden="true">
      <span class="soft">{name}</span>
      {score === null || interval === null ? (
        <span>{words.trend.none}</span>
      ) : (
        <>
          <b>{formats.whole(score)}</b>
          <span>{words.trend.span(formats.whole(interval[0]), formats.whole(interval[1]))}</span>
          <span>{words.trend.answers(formats.whole(responses), responses !== 1)}</span>
        </>
      )}
    </div>
  );
}
