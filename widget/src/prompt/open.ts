import { createOutbox } from '../outbox.ts';
import type { PromptModule } from '../prompt-context.ts';
import { makeCard } from './card.ts';
import { runSurvey } from './run-survey.ts';
import { createAnswerSender } from './answer-sender.ts';
import { ignoreErrors } from './ignore-errors.ts';
import { mount } from './mount.ts';
import { readOrder } from './answer-details.ts';
import { textOf } from './step-context.ts';

/**
 * Opens the prompt on the page and returns a function that removes it. Returns `undefined` when the
 * prompt is already open, the browser is too old, or the order was asked about before. The loader knows
 * only orders with an id in the tag or the command `order`. All others are checked here.
 */
export const open: PromptModule['open'] = (promptContext) => {
  const { base, context, history, settings, emit, forced } = promptContext;
  const { id: orderId, token } = readOrder(context) ?? {};
  // An order without an id is recognised by its token's signature, the last 43 characters (HS256).
  const order = orderId ?? token?.slice(-43);
  const { orders = [] } = history.read();
  if (document.querySelector('nines-survey')) return undefined;
  // Without `light-dark()` the prompt would have no colours and be unreadable.
  if (!CSS.supports('color', 'light-dark(#000,#000)')) {
    emit('skipped', { rule: 'browser' });
    return undefined;
  }
  if (order && orders.includes(order) && !forced) {
    emit('skipped', { rule: 'order' });
    return undefined;
  }
  const { survey = '' } = settings;
  const sender = createAnswerSender(promptContext, createOutbox(base));
  const { id } = sender;
  const card = makeCard(textOf(promptContext, 'close'), close);
  const prompt = mount(card.node, promptContext, close);

  function recordTime(what: 'asked' | 'answered') {
    history.update({ [what]: { ...history.read()[what], [survey]: Date.now() } });
  }

  const send = ignoreErrors(sender.send);

  const sendIfHidden = () => {
    if (document.hidden) send();
  };

  function close() {
    if (!prompt.remove()) return;
    sender.send();
    removeEventListener('pagehide', send);
    document.removeEventListener('visibilitychange', sendIfHidden);
    const { score } = sender.replies;
    if (score !== undefined) recordTime('answered');
    emit('closed', score === undefined ? { id } : { id, score });
  }

  runSurvey(promptContext, sender, card);
  onceVisible(card.node, () => {
    recordTime('asked');
    history.update({ orders: [...orders.slice(-9), order] });
    sender.sendView();
  });
  emit('shown', { id });
  addEventListener('pagehide', send);
  document.addEventListener('visibilitychange', sendIfHidden);
  return close;
};

/** Calls `onVisible` once the card is in view. With a target it may be far down the page. */
function onceVisible(card: Element, onVisible: () => void): void {
  const check: IntersectionObserverCallback = (entries, observer) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    onVisible();
  };
  new IntersectionObserver(ignoreErrors(check)).observe(card);
}
