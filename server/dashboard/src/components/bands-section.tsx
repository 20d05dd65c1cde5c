import type { Scale } from '@nines/shared/score';
import type { Figures } from '@nines/shared/wire/aggregate';
import { useVoice } from '../voice-context.ts';
import { BandsBar } from './bands-bar.tsx';
import { Histogram } from './histogram.tsx';

/** Who recommends, who does not, and every score that was given. */
export function BandsSection({ figures, scale }: { figures: Figures; scale: Scale }) {
  const { words } = useVoice();
  return (
    <section class="section">
      <div class="section-words">
        <h2>{words.bands.heading}</h2>
        <p>{words.bands.note}</p>
      </div>
      <div>
        <BandsBar figures={figures} />
        <Histogram scores={figures.scores} scale={scale} />
      </div>
    </section>
  );
}
