import type { PromptModule } from '../encounter.ts';
import { createOutbox } from '../outbox.ts';
import { makeCard } from './card.ts';
import { converse } from './converse.ts';
import { createDraft } from './draft.ts';
import { guard } from './guard.ts';
import { mount } from './mount.ts';
import { orderOf } from './subject.ts';
import { say } from './talk.ts';

/**
 * Opens the prompt on the page and returns what takes it away; `undefined` when it stands already, or
 * when the order, which only now is looked for everywhere, has been asked about before.
 */
export const open: PromptModule['open'] = (encounter) => {
  const { base, context, history, settings, emit, insisted } = encounter;
  const order = orderOf(context)?.id;
  const { orders = [] } = history.recall();
  if (document.querySelector('nines-survey')) return undefined;
  // An unreadable prompt is worse than none.
  if (!CSS.supports('color', 'light-dark(#000,#000)')) {
    emit('skipped', { rule: 'browser' });
    return undefined;
  }
  if (order && orders.includes(order) && !insisted) {
    emit('skipped', { rule: 'order' });
    return undefined;
  }
  const { survey = '' } = settings;
  const draft = createDraft(encounter, createOutbox(base));
  const { id } = draft;
  const card = makeCard(say(encounter, 'close'), close);
  const stage = mount(card.node, encounter, close);

  function remember(what: 'asked' | 'answered') {
    history.remember({ [what]: { ...history.recall()[what], [survey]: Date.now() } });
  }

  const save = guard(draft.save);

  const leave = () => {
    if (document.hidden) save();
  };

  function close() {
    if (!stage.remove()) return;
    draft.save();
    removeEventListener('pagehide', save);
    document.removeEventListener('visibilitychange', leave);
    const { score } = draft.replies;
    if (score !== undefined) remember('answered');
    emit('closed', score === undefined ? { id } : { id, score });
  }

  converse(encounter, draft, card);
  whenSeen(card.node, () => {
    remember('asked');
    history.remember({ orders: [...orders.slice(-9), order] });
    draft.seen();
  });
  emit('shown', { id });
  addEventListener('pagehide', save);
  document.addEventListener('visibilitychange', leave);
  return close;
};

/** Calls `see` once the card is in sight: in the shop's own page it may stand far below. */
function whenSeen(card: Element, see: () => void): void {
  const look: IntersectionObserverCallback = (entries, observer) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    see();
  };
  new IntersectionObserver(guard(look)).observe(card);
}
