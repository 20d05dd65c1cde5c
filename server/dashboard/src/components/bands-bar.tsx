import type { Figures } from '@nines/shared/wire/aggregate';
import { useVoice } from '../voice-context.ts';
import './bands-bar.css';

/** Detractors, passives and promoters as parts of one bar, each with its count and share. */
export function BandsBar({ figures }: { figures: Figures }) {
  const { words, formats } = useVoice();
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
              {words.bands[band].name}
            </span>
            <b>{formats.share(count / responses)}</b>
            <span class="bands-count soft">
              {words.bands.count(formats.whole(count), formats.whole(responses))}
            </span>
            <span class="bands-text soft">{words.bands[band].text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
