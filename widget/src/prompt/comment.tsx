import { back, commentLabel, send, skip } from '#messages/conversation.ts';
import { limits } from '@nines/shared/limits';
import { h } from 'preact';
import type { StepProps } from './converse.tsx';

/** Why this score, in the shopper's own words. */
export function Comment({ replies: { score, comment = '' }, reply, go }: StepProps) {
  const said = comment.trim();
  return (
    <div>
      <textarea
        aria-labelledby="title"
        placeholder={commentLabel}
        rows={3}
        maxLength={limits.comment}
        value={comment}
        onInput={(event) => reply({ comment: event.currentTarget.value })}
      />
      <div class="row">
        <button
          class="back"
          aria-label={back.replace('{score}', `${score}`)}
          onClick={() => go(-1)}
        >
          {score}
        </button>
        <button class={said ? 'go' : 'go quiet'} onClick={() => go(1)}>
          {said ? send : skip}
        </button>
      </div>
    </div>
  );
}
