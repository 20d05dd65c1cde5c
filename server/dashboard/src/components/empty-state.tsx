import { useRef } from 'preact/hooks';
import { useVoice } from '../voice-context.ts';
import { CopyButton } from './copy-button.tsx';
import './empty-state.css';

/** What to do in a shop that has no answer yet; it says so when the tag is seen to work. */
export function EmptyState({ tag, views }: { tag: string; views: number }) {
  const { words, formats } = useVoice();
  const code = useRef<HTMLElement>(null);
  const [copyStep, ...otherSteps] = words.empty.steps;
  return (
    <section class="empty">
      <h1>{words.empty.heading}</h1>
      <p class="empty-intro soft">{words.empty.intro}</p>
      <ol class="empty-steps">
        <li>
          <p>{copyStep}</p>
          <div class="empty-tag">
            <pre tabIndex={0} aria-label={words.empty.tag}>
              <code ref={code}>{tag}</code>
            </pre>
            <CopyButton text={tag} source={code} />
          </div>
        </li>
        {otherSteps.map((step) => (
          <li key={step}>
            <p>{step}</p>
          </li>
        ))}
      </ol>
      <p class="empty-waiting" role="status">
        <i aria-hidden="true" />
        {views > 0 ? words.empty.seen(formats.whole(views), views !== 1) : words.empty.waiting}
      </p>
    </section>
  );
}
