import type { Figures } from '@nines/shared/wire/aggregate';
import { linearScale } from '../linear-scale.ts';
import { exactScore, isRough, surenessOf } from '../phrases.ts';
import { useVoice } from '../voice-context.ts';

const place = linearScale([-100, 100], [0, 100]);

/** One value's score as a bar from zero, its interval as a line across, and both in figures. */
export function BreakdownRow({ name, figures }: { name: string; figures: Figures }) {
  const { words, formats } = useVoice();
  const score = exactScore(figures);
  if (score === null || figures.interval === null) return null;
  const [low, high] = figures.interval;
  const rough = isRough(surenessOf(figures));
  return (
    <tr role="row" class={rough ? 'breakdown-rough' : ''}>
      <th role="rowheader" scope="row">
        {name}
        <span class="breakdown-sub">
          {words.trend.answers(formats.whole(figures.responses), figures.responses !== 1)}
        </span>
      </th>
      <td role="cell">
        <div class="breakdown-plot" aria-hidden="true">
          <i
            class={score < 0 ? 'breakdown-bar fill-detractor' : 'breakdown-bar fill-promoter'}
            style={{ left: `${place(Math.min(0, score))}%`, width: `${Math.abs(score) / 2}%` }}
          />
          <i
            class="breakdown-range"
            style={{ left: `${place(low)}%`, width: `${(high - low) / 2}%` }}
          />
        </div>
      </td>
      <td role="cell">
        <b>{formats.whole(score)}</b>
        <span class="breakdown-sub">
          {words.trend.span(formats.whole(low), formats.whole(high))}
        </span>
      </td>
    </tr>
  );
}
