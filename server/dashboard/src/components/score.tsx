import { countDays } from '@nines/shared/calendar';
import type { Aggregate } from '@nines/shared/wire/aggregate';
import { scorePercent } from '../chart.ts';
import { useLanguage } from '../language.ts';
import {
  changePhrase,
  directionOf,
  exactScore,
  intervalPhrase,
  isTinySample,
  precisionPhrase,
  type Direction,
} from '../phrases.ts';
import { Provenance } from './provenance.tsx';
import './score.css';

/** The score with its confidence interval and its change since the previous period. */
export function Score({ aggregate }: { aggregate: Aggregate }) {
  const language = useLanguage();
  const { total, change, from, to } = aggregate;
  const score = exactScore(total);
  if (score === null) return null;
  return (
    <section class="score" aria-labelledby="score-name">
      <div class="score-figure" aria-live="polite" aria-atomic="true">
        <h2 id="score-name">{language.messages.score.name}</h2>
        <p class={isTinySample(total) ? 'score-number soft' : 'score-number'}>
          {language.formats.whole(score)}
        </p>
      </div>
      <div class="score-text" aria-live="polite" aria-atomic="true">
        <p class="score-range">
          {intervalPhrase(total, language)}{' '}
          <span class="soft">{precisionPhrase(total, language)}</span>
        </p>
        <p class="score-change">
          <ChangeIcon direction={directionOf(change)} />
          <span>{changePhrase(change, countDays(from, to), language)}</span>
        </p>
      </div>
      <Provenance aggregate={aggregate} />
      <Gauge score={score} interval={total.interval} />
      <ExactFigures aggregate={aggregate} />
    </section>
  );
}

const iconPaths: Record<Direction, string> = {
  rise: 'M5 15 15 5M8 5h7v7',
  up: 'M5 15 15 5M8 5h7v7',
  fall: 'M5 5l10 10M15 8v7H8',
  down: 'M5 5l10 10M15 8v7H8',
  same: 'M4 10h12',
  unknown: 'M4 10h12',
};

/** An arrow in the direction of the change. It is filled if the change is significant. */
function ChangeIcon({ direction }: { direction: Direction }) {
  return (
    <svg
      class={`change-icon change-${direction}`}
      viewBox="0 0 20 20"
      width="20"
      height="20"
      aria-hidden="true"
    >
      <path d={iconPaths[direction]} />
    </svg>
  );
}

const gaugeTicks = [-100, -50, 0, 50, 100];

/** The score and its confidence interval (NPS points) on a line from −100 to 100. */
function Gauge({ score, interval }: { score: number; interval: readonly [number, number] | null }) {
  const { messages, formats } = useLanguage();
  const [low, high] = interval ?? [score, score];
  const description = messages.score.gauge(
    formats.whole(score),
    formats.whole(low),
    formats.whole(high),
  );
  return (
    <figure class="gauge">
      <div class="gauge-line" role="img" aria-label={description}>
        <i
          class="gauge-range"
          style={{
            left: `${scorePercent(low)}%`,
            width: `${scorePercent(high) - scorePercent(low)}%`,
          }}
        />
        <i class="gauge-score" style={{ left: `${scorePercent(score)}%` }} />
      </div>
      <div class="gauge-ticks" aria-hidden="true">
        {gaugeTicks.map((tick) => (
          <span key={tick} style={{ left: `${scorePercent(tick)}%` }}>
            {formats.whole(tick)}
          </span>
        ))}
      </div>
      <figcaption class="soft">{messages.score.axis}</figcaption>
    </figure>
  );
}

/** How the score, its interval and its change are calculated. */
function ExactFigures({ aggregate: { total, change } }: { aggregate: Aggregate }) {
  const { messages, formats } = useLanguage();
  const { whole, decimal, share } = formats;
  if (total.nps === null || total.interval === null) return null;
  const [low, high] = total.interval;
  return (
    <details class="exact">
      <summary>{messages.exact.summary}</summary>
      <p>
        {messages.exact.formula(
          whole(total.promoters),
          whole(total.detractors),
          whole(total.responses),
          decimal(total.nps, 2),
        )}
      </p>
      <p>{messages.exact.interval(share(total.confidence), decimal(low, 2), decimal(high, 2))}</p>
      {change && change.nps !== null && change.interval && change.pValue !== null && (
        <p>
          {messages.exact.change(
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
