import * as messages from '#messages/conversation.ts';
import { bandOf, type Band } from '@nines/shared/score';
import { h, render } from 'preact';
import type { Encounter } from '../encounter.ts';
import type { Card } from './card.ts';
import { Comment } from './comment.tsx';
import { stepsFor, type Replies } from './conversation.ts';
import css from './converse.css?inline';
import type { Draft } from './draft.ts';

export { css };

/** What each step is given. */
export type StepProps = {
  replies: Replies;
  /** Takes over what the shopper says. It is sent with the next step. */
  reply(change: Replies): void;
  /** Moves on by one step, or back by one. */
  go(by: 1 | -1): void;
};

type Needs = { encounter: Encounter; draft: Draft; card: Card; ask: () => void };

const titles: Record<'comment' | 'thanks', Record<Band, string>> = {
  comment: {
    promoter: messages.commentPromoter,
    passive: messages.commentPassive,
    detractor: messages.commentDetractor,
  },
  thanks: {
    promoter: messages.thanksPromoter,
    passive: messages.thanksPassive,
    detractor: messages.thanksDetractor,
  },
};

/** Leads through all that follows the rating, in the card's body, and back to the rating. */
export function converse({ encounter, draft, card, ask }: Needs): void {
  const { settings, emit } = encounter;
  const { score = 0 } = draft.replies;
  const steps = stepsFor(settings, score);
  let index = -1;

  const reply: StepProps['reply'] = (change) => {
    Object.assign(draft.replies, change);
    draw();
  };

  const go: StepProps['go'] = (by) => {
    draft.save();
    index += by;
    const step = steps[index];
    if (!step) {
      render(null, card.body);
      return ask();
    }
    card.entitle(titles[step][bandOf(score)]);
    draw();
    if (step === 'thanks') emit('completed', { id: draft.id, score });
  };

  function draw() {
    const props = { replies: draft.replies, reply, go };
    render(steps[index] === 'comment' ? <Comment {...props} /> : <Thanks />, card.body);
  }

  card.body.replaceChildren();
  go(1);
}

function Thanks() {
  return <p class="tick" aria-hidden="true" />;
}
