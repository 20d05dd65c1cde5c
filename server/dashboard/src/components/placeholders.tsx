import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { ApiError } from '../api.ts';
import { useLanguage } from '../language.ts';
import './placeholders.css';

// What the page shows when there is no report to show.

/** Grey boxes in the shape of the page, shown until the first figures are loaded. */
export function Skeleton() {
  const { messages } = useLanguage();
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{messages.loading}</span>
      <i class="skeleton-heading" />
      <i class="skeleton-score" />
      <i class="skeleton-line" />
      <i class="skeleton-facts" />
    </div>
  );
}

/** An error message with a button to try again. */
export function Failure({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  const { messages } = useLanguage();
  const code = error.code === 'unauthorised' ? 'failed' : error.code;
  const { heading, text } = messages.failure[code];
  return (
    <section class="notice" role="alert">
      <h2>{heading}</h2>
      <p class="soft">{text}</p>
      {error.requestId !== undefined && (
        <p class="notice-request">{messages.failure.request(error.requestId)}</p>
      )}
      <button class="button" type="button" onClick={onRetry}>
        {messages.failure.retry}
      </button>
    </section>
  );
}

/** For a period without responses in a shop that has older ones. */
export function EmptyPeriod({ onShowYear }: { onShowYear: (() => void) | undefined }) {
  const { messages } = useLanguage();
  return (
    <section class="notice">
      <h2>{messages.emptyPeriod.heading}</h2>
      <p class="soft">{onShowYear ? messages.emptyPeriod.text : messages.emptyPeriod.older}</p>
      {onShowYear && (
        <button class="button" type="button" onClick={onShowYear}>
          {messages.emptyPeriod.action}
        </button>
      )}
    </section>
  );
}

/**
 * For a shop that has no response yet: how to install the script tag. `views` is how often the question
 * was shown; more than 0 means that the tag works.
 */
export function EmptyShop({ tag, views }: { tag: string; views: number }) {
  const { messages, formats } = useLanguage();
  const code = useRef<HTMLElement>(null);
  const [copyStep, ...otherSteps] = messages.emptyShop.steps;
  return (
    <section class="empty">
      <h1>{messages.emptyShop.heading}</h1>
      <p class="empty-intro soft">{messages.emptyShop.intro}</p>
      <ol class="empty-steps">
        <li>
          <p>{copyStep}</p>
          <div class="empty-tag">
            <pre tabIndex={0} aria-label={messages.emptyShop.tag}>
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
        {views > 0
          ? messages.emptyShop.seen(formats.whole(views), views !== 1)
          : messages.emptyShop.waiting}
      </p>
    </section>
  );
}

/**
 * Copies `text`. Browsers forbid that on plain http; then the content of `source` is selected, so that
 * the reader can copy it.
 */
function CopyButton({ text, source }: { text: string; source: RefObject<HTMLElement | null> }) {
  const { messages } = useLanguage();
  const [state, setState] = useState<'copy' | 'copied' | 'copyFailed'>('copy');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
      setTimeout(() => setState('copy'), 3_000);
    } catch {
      if (source.current) getSelection()?.selectAllChildren(source.current);
      setState('copyFailed');
    }
  };
  return (
    <>
      <button class="button" type="button" onClick={copy}>
        {messages.emptyShop[state]}
      </button>
      <span class="visually-hidden" role="status">
        {state === 'copy' ? '' : messages.emptyShop[state]}
      </span>
    </>
  );
}
