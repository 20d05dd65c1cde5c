import { bandOf, lowestScore, type Scale } from '@nines/shared/score';
import { useVoice } from '../voice-context.ts';
import './histogram.css';

/** The score that reads as a pass where people grow up with school marks, and counts as a detractor. */
const falseFriend = 6;

/** How often each score on the scale was given, `scores[n]` being the count of score n. */
export function Histogram({ scores, scale }: { scores: readonly number[]; scale: Scale }) {
  const { words, formats } = useVoice();
  const bars = scores
    .map((count, score) => ({ score, count, band: bandOf(score) }))
    .slice(lowestScore(scale));
  const most = Math.max(1, ...scores);
  const sixes = scores[falseFriend] ?? 0;
  return (
    <figure class="histogram">
      <figcaption class="unseen">{words.bands.histogram}</figcaption>
      <ol class="histogram-bars" aria-hidden="true">
        {bars.map(({ score, count, band }) => (
          <li key={score} class={score === falseFriend && sixes > 0 ? 'histogram-six' : ''}>
            <span class="histogram-count">
              <span class="histogram-exact">{formats.whole(count)}</span>
              <span class="histogram-short">{formats.short(count)}</span>
            </span>
            <i
              class={count > 0 ? `fill-${band}` : 'histogram-none'}
              style={{ '--share': String(count / most) }}
            />
            <span class="histogram-score">{score}</span>
          </li>
        ))}
      </ol>
      <ul class="histogram-bands" style={{ '--bars': String(bars.length) }} aria-hidden="true">
        {(['detractor', 'passive', 'promoter'] as const).map((band) => (
          <li
            key={band}
            class={`edge-${band}`}
            style={{ gridColumn: `span ${bars.filter((bar) => bar.band === band).length}` }}
          >
            <span>{words.bands[band].name}</span>
          </li>
        ))}
      </ul>
      {sixes > 0 && (
        <p class="histogram-note">
          <WarningIcon />
          {words.bands.six(formats.whole(sixes), sixes !== 1)}
        </p>
      )}
      <table class="unseen">
        <thead>
          <tr>
            <th scope="col">{words.bands.scoreColumn}</th>
            <th scope="col">{words.bands.countColumn}</th>
            <th scope="col">{words.bands.bandColumn}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ score, count, band }) => (
            <tr key={score}>
              <th scope="row">{score}</th>
              <td>{formats.whole(count)}</td>
              <td>{words.bands[band].name}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function WarningIcon() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d="M10 2.5 18.5 17h-17z" />
      <path d="M10 8v4M10 14.4v.1" />
    </svg>
  );
}
