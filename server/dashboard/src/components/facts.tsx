import { meanScore } from '@nines/shared/tally';
import type { Figures } from '@nines/shared/wire/aggregate';
import { useVoice } from '../voice-context.ts';
import './facts.css';

/** How many answered, which share of those asked, and the plain mean. */
export function Facts({ figures }: { figures: Figures }) {
  const { words, formats } = useVoice();
  const { responses, views, responseRate, scores, standardDeviation } = figures;
  const mean = meanScore(scores);
  // Imported answers have no views; a rate above one would only puzzle.
  const rate = responseRate !== null && responseRate <= 1 ? responseRate : null;
  const { facts } = words;
  return (
    <dl class="facts">
      <div>
        <dt>{facts.answers}</dt>
        <dd>
          <b>{formats.whole(responses)}</b>
        </dd>
      </div>
      <div>
        <dt>{facts.rate}</dt>
        <dd>
          <b>{rate === null ? '–' : formats.share(rate)}</b>
          <span>
            {rate === null || views === null
              ? facts.unknownRate
              : facts.ofViews(formats.whole(views), views !== 1)}
          </span>
        </dd>
      </div>
      <div>
        <dt>{facts.mean}</dt>
        <dd>
          <b>{mean === null ? '–' : formats.decimal(mean, 1)}</b>
          <span>
            {standardDeviation === null
              ? facts.outOf
              : facts.spread(formats.decimal(standardDeviation, 1))}
          </span>
        </dd>
      </div>
    </dl>
  );
}
