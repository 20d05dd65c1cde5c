import type { ApiError } from '../api-error.ts';
import { useVoice } from '../voice-context.ts';
import './notice.css';

/** Says what went wrong, that no answer is lost by it, and offers another try. */
export function Failure({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  const { words } = useVoice();
  const { heading, text } = words.failure[error.code === 'unauthorised' ? 'failed' : error.code];
  return (
    <section class="notice" role="alert">
      <h2>{heading}</h2>
      <p class="soft">{text}</p>
      {error.requestId !== undefined && (
        <p class="notice-request">{words.failure.request(error.requestId)}</p>
      )}
      <button class="button" type="button" onClick={onRetry}>
        {words.failure.retry}
      </button>
    </section>
  );
}
