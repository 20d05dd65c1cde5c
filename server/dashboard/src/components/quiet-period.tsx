import { useVoice } from '../voice-context.ts';
import './notice.css';

/** A period without responses in a shop that has older ones. */
export function QuietPeriod({ onLookBack }: { onLookBack: (() => void) | undefined }) {
  const { words } = useVoice();
  return (
    <section class="notice">
      <h2>{words.quiet.heading}</h2>
      <p class="soft">{onLookBack ? words.quiet.text : words.quiet.older}</p>
      {onLookBack && (
        <button class="button" type="button" onClick={onLookBack}>
          {words.quiet.action}
        </button>
      )}
    </section>
  );
}
