import { bandOf, lowestScore, type Band, type Scale } from '@nines/shared/score';
import { useLanguage } from '../language.ts';
import './histogram.css';

/** The pass mark in many schools. Readers can mistake it for a good score, but it is a detractor. */
const passMark = 6;

type Bar = { score: number; count: number; band: Band };

/** How often each score was given. `scores[n]` is the count of score n; `scale` says where it begins. */
export function Histogram({ scores, scale }: { scores: readonly number[]; scale: Scale }) {
  const { messages, formats } = useLanguage();
  const bars = scores
    .map((count, score) => ({ score, count, band: bandOf(score) }))
    .slice(lowestScore(scale));
  const sixes = scores[passMark] ?? 0;
  return (
    <figure class="histogram">
      <figcaption class="visually-hidden">{messages.bands.histogram}</figcaption>
      <Bars bars={bars} />
      <BandNames bars={bars} />
      {sixes > 0 && (
        <p class="histogram-note">
          <WarningIcon />
          {messages.bands.six(formats.whole(sixes), sixes !== 1)}
        </p>
      )}
      <Table bars={bars} />
    </figure>
  );
}

function Bars({ bars }: { bars: readonly Bar[] }) {
  const { formats } = useLanguage();
  const maxCount = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ol class="histogram-bars" aria-hidden="true">
      {bars.map(({ score, count, band }) => (
        <li key={score} class={score === passMark && count > 0 ? 'histogram-six' : ''}>
          <span class="histogram-count">
            <span class="histogram-exact">{formats.whole(count)}</span>
            <span class="histogram-short">{formats.short(count)}</span>
          </span>
          <i
            class={count > 0 ? `fill-${band}` : 'histogram-none'}
            style={{ '--share': String(count / maxCount) }}
          />
          <span class="histogram-score">{score}</span>
        </li>
      ))}
    </ol>
  );
}

/** The name of each band below its bars. */
function BandNames({ bars }: { bars: readonly Bar[] }) {
  const { messages } = useLanguage();
  return (
    <ul class="histogram-bands" style={{ '--bars': String(bars.length) }} aria-hidden="true">
      {(['detractor', 'passive', 'promoter'] as const).map((band) => (
        <li
          key={band}
          class={`edge-${band}`}
          style={{ gridColumn: `span ${bars.filter((bar) => bar.band === band).length}` }}
        >
          <span>{messages.bands[band].name}</span>
        </li>
      ))}
    </ul>
  );
}

/** The same figures as a table for screen readers. */
function Table({ bars }: { bars: readonly Bar[] }) {
  const { messages, formats } = useLanguage();
  return (
    <table class="visually-hidden">
      <thead>
        <tr>
          <th scope="col">{messages.bands.scoreColumn}</th>
          <th scope="col">{messages.bands.countColumn}</th>
          <th scope="col">{messages.bands.bandColumn}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ score, count, band }) => (
          <tr key={score}>
            <th scope="row">{score}</th>
            <td>{formats.whole(count)}</td>
            <td>{messages.bands[band].name}</td>
          </tr>
        ))}
      </tbody>
    </table>
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
