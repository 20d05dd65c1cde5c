import type { Aggregate } from '@nines/shared/wire/aggregate';
import { useVoice } from '../voice-context.ts';
import './exact-figures.css';

/** The arithmetic behind the score, for those who want to check it. */
export function ExactFigures({ aggregate: { total, change } }: { aggregate: Aggregate }) {
  const { words, formats } = useVoice();
  const { whole, decimal, share } = formats;
  if (total.nps === null || total.interval === null) return null;
  const [low, high] = total.interval;
  return (
    <details class="exact">
      <summary>{words.exact.summary}</summary>
      <p>
        {words.exact.formula(
          whole(total.promoters),
          whole(total.detractors),
          whole(total.responses),
          decimal(total.nps, 2),
        )}
      </p>
      <p>{words.exact.interval(share(total.confidence), decimal(low, 2), decimal(high, 2))}</p>
      {change && change.nps !== null && change.interval && change.pValue !== null && (
        <p>
          {words.exact.change(
            decimal(change.nps, 2),
            decimal(change.interval[0], 2),
            decimal(change.interval[1], 2),
            decimal(change.pValue, 3),
          )}
        </p>
      )}
    </details>
  );
}
