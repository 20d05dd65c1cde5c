import type { Scale } from '@nines/shared/score';
import type { Figures } from '@nines/shared/wire/aggregate';
import { useLanguage } from '../language.ts';
import { Histogram } from './histogram.tsx';
import './bands.css';

/** The numbers of detractors, passives and promoters, and how often each score was given. */
export function BandsSection({ figures, scale }: { figures: Figures; scale: Scale }) {
  const { messages } = useLanguage();
  return (
    <section class="section">
      <div class="section-text">
        <h2>{messages.bands.heading}</h2>
        <p>{messages.bands.note}</p>
      </div>
      <div>
        <BandsBar figures={figures} />
        <Histogram scores={figures.scores} scale={scale} />
      </div>
    </section>
  );
}

/** Detractors, passives and promoters as parts of one bar, each with its count and share. */
function BandsBar({ figures }: { figures: Figures }) {
  const { messages, formats } = useLanguage();
  const { detractors, passives, promoters, responses } = figures;
  const parts = [
    { band: 'detractor', count: detractors },
    { band: 'passive', count: passives },
    { band: 'promoter', count: promoters },
  ] as const;
  return (
    <div class="bands">
      <div class="bands-bar" aria-hidden="true">
        {parts
          .filter(({ count }) => count > 0)
          .map(({ band, count }) => (
            <i key={band} class={`fill-${band}`} style={{ flexGrow: count }} />
          ))}
      </div>
      <ul>
        {parts.map(({ band, count }) => (
          <li key={band}>
            <span class="bands-name">
              <i class={`fill-${band}`} aria-hidden="true" />
              {messages.bands[band].name}
            </span>
            <b>{formats.share(count / responses)}</b>
            <span class="bands-count soft">
              {messages.bands.count(formats.whole(count), formats.whole(responses))}
            </span>
            <span class="bands-text soft">{messages.bands[band].text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
