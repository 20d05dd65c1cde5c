import { meanScore } from '@nines/shared/tally';
import type { Figures } from '@nines/shared/wire/aggregate';
import { useLanguage } from '../language.ts';
import './facts.css';

/** The number of responses, the response rate and the mean score. */
export function Facts({ figures }: { figures: Figures }) {
  const { messages, formats } = useLanguage();
  const { responses, views, responseRate, scores, standardDeviation } = figures;
  const { facts } = messages;
  const mean = meanScore(scores);
  // Imported responses have no views, so the rate can be above 1. Such a rate is not shown.
  const rate = responseRate !== null && responseRate <= 1 ? responseRate : null;
  return (
    <dl class="facts">
      <Fact name={facts.answers} value={formats.whole(responses)} />
      <Fact
        name={facts.rate}
        value={rate === null ? '–' : formats.share(rate)}
        note={
          rate === null || views === null
            ? facts.unknownRate
            : facts.ofViews(formats.whole(views), views !== 1)
        }
      />
      <Fact
        name={facts.mean}
        value={mean === null ? '–' : formats.decimal(mean, 1)}
        note={
          standardDeviation === null
            ? facts.outOf
            : facts.spread(formats.decimal(standardDeviation, 1))
        }
      />
    </dl>
  );
}

function Fact({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        {note !== undefined && <span>{note}</span>}
      </dd>
    </div>
  );
}
