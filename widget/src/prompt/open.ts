import { question, thanks } from '#messages/score.ts';
import type { PromptModule } from '../encounter.ts';
import { createOutbox } from '../outbox.ts';
import { makeCard } from './card.ts';
import { createDraft } from './draft.ts';
import { mount } from './mount.ts';
import css from './prompt.css?inline';
import { makeRating } from './rating.ts';
import { orderOf } from './subject.ts';

/**
 * Opens the prompt on the page and returns what takes it away. The rating is built by hand: it is all
 * that most shoppers ever load. What follows it is Preact's, and comes after the tap.
 */
export const open: PromptModule['open'] = (encounter) => {
  const { base, context, history, settings, emit } = encounter;
  const draft = createDraft(encounter, createOutbox(base));
  const { id } = draft;
  const card = makeCard(close);
  const stage = mount(card.node, context.target, close);
  const rating = makeRating(settings.scale ?? '0-10', choose);

  function ask() {
    card.body.replaceChildren(rating);
    card.entitle(question.replace('{shop}', settings.shop));
  }

  async function choose(score: number) {
    draft.replies.score = score;
    draft.save();
    emit('scored', { id, score });
    try {
      const { converse, css: later } = await import('./converse.tsx');
      stage.style(later);
      converse({ encounter, draft, card, ask });
    } catch {
      // The score is saved: without the rest of the code there is only thanks to say.
      card.body.replaceChildren();
      card.entitle(thanks);
    }
  }

  function close() {
    if (!stage.remove()) return;
    draft.save();
    removeEventListener('pagehide', draft.save);
    emit('closed', { id, ...draft.replies });
  }

  stage.style(css);
  ask();
  history.remember({
    asked: Date.now(),
    orders: [...(history.recall().orders ?? []).slice(-9), orderOf(context)?.id],
  });
  draft.seen();
  emit('shown', { id });
  addEventListener('pagehide', draft.save);
  return close;
};
