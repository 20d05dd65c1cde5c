import { h, render } from 'preact';
import { createOutbox } from '../outbox.ts';
import type { PromptModule } from '../prompt-context.ts';
import { createAnswerSender } from './answer-sender.ts';
import { Card, type Step } from './card.tsx';
import { ignoreErrors } from './ignore-errors.ts';
import { handleEvent } from './keyboard.ts';
import type * as Later from './later/later.ts';
import { mount, type MountedPrompt } from './mount.ts';
import { identityOf, readOrder, remember } from './order.ts';
import { question } from './rating.tsx';
import { stepsOf, type StepName, type Survey } from './survey.ts';

/** How long the chosen score is shown before the next step, in milliseconds. */
const chosenScoreMs = 200;
/** How long the thanks are shown, in milliseconds. */
const thanksMs = 5_000;
/** The time after which a screen reader announces a change of a live region, in milliseconds. */
const announcementMs = 300;

/** Whether a prompt is open on this page. */
let isOpen = false;

/** Whether the order was asked about is checked here, because only this file knows where a page has its order. */
export const open: PromptModule['open'] = async (promptContext, onOpen) => {
  const { base, context, history, settings, language, emit, forced } = promptContext;
  const order = identityOf(readOrder(context));
  const { orders } = history.read();
  if (isOpen) return;
  // Without `light-dark()` the prompt would have no colours and be unreadable.
  const obstacle = !CSS.supports('color', 'light-dark(#000,#000)')
    ? 'browser'
    : order && orders?.[order] && !forced && 'order';
  if (obstacle) {
    emit('skipped', { rule: obstacle });
    return;
  }
  isOpen = true;
  const survey: Survey = { settings, language, replies: {}, position: 0 };
  const steps: Partial<Record<StepName, Step>> = { question };
  const sender = createAnswerSender(promptContext, createOutbox(base, history));
  const { id } = sender;
  let isClosed = false;
  let wasSeen = false;
  let timer: ReturnType<typeof setTimeout>;

  const recordTime = (what: 'asked' | 'answered') =>
    history.update({ [what]: { ...history.read()[what], [settings.survey ?? '']: Date.now() } });
  const send = ignoreErrors(() => sender.send(survey.replies));
  const sendIfHidden = () => {
    if (document.hidden) send();
  };

  const answer = ignoreErrors((value: unknown, done?: boolean) => {
    const { replies, position } = survey;
    const { reply = 'score' } = steps[stepsOf(survey)[position] as StepName] ?? {};
    Object.assign(replies, { [reply]: value });
    if (position) {
      update();
      if (done) go(position + 1);
      return;
    }
    // The score is sent first, so that nothing which fails later can lose it.
    send();
    clearTimeout(timer);
    timer = setTimeout(go, chosenScoreMs, 1);
    update();
    emit('scored', { id, score: value as number });
  });

  const go = ignoreErrors((position: number) => {
    send();
    // The later steps have been loading since the rating was shown. Without them there is nothing more to ask.
    later.then(({ move }) => showStep(position, move)).catch(close);
  });

  const showStep = (position: number, move: typeof Later.move) => {
    if (isClosed) return;
    const hadFocus = card.firstElementChild?.matches(':focus-within');
    survey.position = position;
    move(card, update);
    if (hadFocus) card.querySelector('h2')?.focus({ preventScroll: true });
    else announce();
    if (stepsOf(survey)[position] !== 'thanks') return;
    // In the page, closing would move what is below.
    if (!context.target) closeWhenRead();
    emit('completed', { id, score: survey.replies.score ?? 0 });
  };

  const close = ignoreErrors(() => {
    if (isClosed) return;
    isClosed = true;
    isOpen = false;
    clearTimeout(timer);
    prompt?.remove();
    removeEventListener('pagehide', send);
    document.removeEventListener('visibilitychange', sendIfHidden);
    send();
    const { score } = survey.replies;
    if (score !== undefined) recordTime('answered');
    if (wasSeen) emit('closed', score === undefined ? { id } : { id, score });
  });

  const closeWhenRead = () => {
    timer = setTimeout(
      ignoreErrors(() => {
        const isHovered = matchMedia('(hover:hover)').matches && card.matches(':hover');
        if (isHovered || card.matches(':has(:focus-visible,a)')) closeWhenRead();
        else close();
      }),
      thanksMs,
    );
  };

  /** Reads the title to screen readers. They announce only a change of a live region that already exists. */
  const announce = () => {
    const status = card.querySelector('[role=status]');
    setTimeout(
      ignoreErrors(() => (status!.textContent = card.querySelector('h2')!.textContent)),
      announcementMs,
    );
  };

  const container = document.createElement('div');
  const update = () =>
    render(<Card survey={survey} steps={steps} answer={answer} go={go} close={close} />, container);
  let card: HTMLElement;
  let prompt: MountedPrompt | undefined;
  try {
    // The card is whole before it is on the page. The work is two tasks, so that neither is long.
    update();
    card = container.firstElementChild as HTMLElement;
    await (window as { scheduler?: { yield?(): Promise<void> } }).scheduler?.yield?.();
    prompt = mount(card, promptContext);
    onceVisible(card, () => {
      wasSeen = true;
      recordTime('asked');
      if (order) history.update({ orders: remember(orders, order) });
      sender.sendView();
      announce();
      emit('shown', { id });
    });
  } catch (error) {
    isClosed = true;
    isOpen = false;
    prompt?.remove();
    throw error;
  }
  const later: Promise<typeof Later> = import('./later/later.ts').then((module) => {
    if (!context.target) module.closeBySwipe(card, close);
    Object.assign(steps, module.steps);
    return module;
  });
  later.catch(() => {});
  const { host } = prompt;
  addEventListener('pagehide', send);
  document.addEventListener('visibilitychange', sendIfHidden);
  onOpen({
    close,
    isFree: () => isClosed || host.isConnected,
    handle: (event) => isClosed || handleEvent(host, event, close),
  });
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
