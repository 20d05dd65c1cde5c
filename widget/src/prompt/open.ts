import type { PromptModule } from '../encounter.ts';
import { createOutbox } from '../outbox.ts';
import { makeCard } from './card.ts';
import { converse } from './converse.ts';
import { createDraft } from './draft.ts';
import { mount } from './mount.ts';
import { orderOf } from './subject.ts';
import { say } from './talk.ts';

/** Opens the prompt on the page and returns what takes it away. */
export const open: PromptModule['open'] = (encounter) => {
  const { base, context, history, settings, emit } = encounter;
  const { survey = '' } = settings;
  const draft = createDraft(encounter, createOutbox(base));
  const { id } = draft;
  const card = makeCard(say(encounter, 'close'), close);
  const stage = mount(card.node, encounter, close);

  function remember(what: 'asked' | 'answered') {
    history.remember({ [what]: { ...history.recall()[what], [survey]: Date.now() } });
  }

  function leave() {
    if (document.hidden) draft.save();
  }

  function close() {
    if (!stage.remove()) return;
    draft.save();
    removeEventListener('pagehide', draft.save);
    document.removeEventListener('visibilitychange', leave);
    const { score } = draft.replies;
    if (score !== undefined) remember('answered');
    emit('closed', score === undefined ? { id } : { id, score });
  }

  converse(encounter, draft, card);
  remember('asked');
  history.remember({
    orders: [...(history.recall().orders ?? []).slice(-9), orderOf(context)?.id],
  });
  draft.seen();
  emit('shown', { id });
  addEventListener('pagehide', draft.save);
  document.addEventListener('visibilitychange', leave);
  return close;
};
