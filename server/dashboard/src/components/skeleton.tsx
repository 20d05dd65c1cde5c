import { useVoice } from '../voice-context.ts';
import './skeleton.css';

/** Holds the page's shape until the first figures are there. */
export function Skeleton() {
  const { words } = useVoice();
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{words.loading}</span>
      <i class="skeleton-heading" />
      <i class="skeleton-score" />
      <i class="skeleton-line" />
      <i class="skeleton-facts" />
    </div>
  );
}
