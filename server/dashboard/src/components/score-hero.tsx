import type { Aggregate } from '@nines/shared/wire/aggregate';
import { countDays } from '../dates.ts';
import {
  changePhrase,
  exactScore,
  rangePhrase,
  isRough,
  surenessOf,
  surenessPhrase,
  turnOf,
} from '../phrases.ts';
import { useVoice } from '../voice-context.ts';
import { ExactFigures } from './exact-figures.tsx';
import { Gauge } from './gauge.tsx';
import { TurnIcon } from './turn-icon.tsx';
import './score-hero.css';

/** The score, how sure it is and how it moved, in words and on one line. */
export function ScoreHero({ aggregate }: { aggregate: Aggregate }) {
  const voice = useVoice();
  const { total, change, from, to } = aggregate;
  const score = exactScore(total);
  if (score === null) return null;
  return (
    <section class="score" aria-labelledby="score-name">
      <div class="score-figure" aria-live="polite" aria-atomic="true">
        <h2 id="score-name">{voice.words.score.name}</h2>
        <p class={isRough(surenessOf(total)) ? 'score-number soft' : 'score-number'}>
          {voice.formats.whole(score)}
        </p>
      </div>
      <div class="score-words" aria-live="polite" aria-atomic="true">
        <p class="score-range">
          {rangePhrase(total, voice)} <span class="soft">{surenessPhrase(total, voice)}</span>
        </p>
        <p class="score-change">
          <TurnIcon turn={turnOf(change)} />
          <span>{changePhrase(change, countDays(from, to), voice)}</span>
        </p>
      </div>
      <Gauge score={score} interval={total.interval} />
      <ExactFigures aggregate={aggregate} />
    </section>
  );
}
