import type { LoaderSettings } from '@nines/shared/loader-settings';
import type { NinesEvents } from '../types/nines.d.ts';
import type { Context } from './context.ts';
import { checkMoreRules, checkRules, findObstacle, type Verdicts } from './eligibility.ts';
import type { History } from './history.ts';
import { chooseLanguage } from './language.ts';
import { createPageSignals, isBusy, readPath } from './page-signals.ts';
import type { Prompt, PromptModule } from './prompt-context.ts';

/** The build defines these: the languages that have a prompt file ("en,nl"), and the hash in the files' names. */
declare const NINES_LANGUAGES: string;
declare const NINES_HASH: string;
/** The build defines this: whether this loader checks all display rules. */
declare const NINES_FULL: boolean;

/** Checks the display rules on this page, and opens and closes the prompt. */
export type PromptController = {
  /** Checks the rules once, and opens the prompt if all of them pass. */
  look(): void;
  /** Opens the prompt. `eligible`: the rules have passed; otherwise they are ignored, except those of privacy. */
  show(eligible?: boolean): void;
  hide(): void;
  /** Whether the shopper consents. Only the full loader has it. */
  consent?(given: boolean): void;
  /** Passes an event on the page to the prompt. */
  handle(event: Event): void;
  why(): Verdicts;
};

/** Dispatches an event to the page, as a CustomEvent `nines:…` on `window`. */
function emit<Name extends keyof NinesEvents>(name: Name, detail: NinesEvents[Name]): void {
  dispatchEvent(new CustomEvent(`nines:${name}`, { detail }));
}

type Options = { settings: LoaderSettings; base: string; context: Context; history: History };

export function createPromptController({
  settings,
  base,
  context,
  history,
}: Options): PromptController {
  const signals = NINES_FULL && createPageSignals(settings, context, history);
  /** What `signals.allowed` returned last. */
  let allowed: boolean | undefined;
  let path = readPath();
  let pageOpenedAt = Date.now();
  /** Whether the prompt was opened on this page, or a rule failed for good. */
  let done = false;
  let prompt: Prompt | undefined;
  /** Whether the order of this page was reported. */
  let isReported = false;
  /** The rule that the console showed last; `null` before the first. */
  let loggedRule: string | undefined | null = null;

  const language = () =>
    chooseLanguage(
      [context.locale, document.documentElement.lang, ...navigator.languages],
      NINES_LANGUAGES,
      settings.language ?? 'en',
    );

  const load = () =>
    import(
      /* @vite-ignore */ `${base}w/prompt.${language()}.${NINES_HASH}.js`
    ) as Promise<PromptModule>;

  /** A single-page shop that moves to another path starts again: the prompt belongs to one page. */
  const resetOnNavigation = () => {
    if (path === (path = readPath())) return;
    pageOpenedAt = Date.now();
    done = isReported = false;
    context.order = context.orderId = context.orderToken = undefined;
    if (signals) signals.reset();
    controller.hide();
  };

  const checkAll = (): Verdicts => {
    const busy = isBusy() || prompt?.isFree() === false;
    const now = Date.now();
    const seconds = (now - pageOpenedAt) / 1e3;
    const placed = !context.target || !!document.querySelector(context.target);
    return {
      ...(signals && checkMoreRules(settings, signals.read())),
      ...checkRules(settings, history.read(), context, { now, seconds, busy, placed }),
    };
  };

  /** Sends what earlier pages left unsent. */
  const flush = () => {
    if (!history.hasUnsent()) return;
    load()
      .then((module) => module.flush(pageContext()))
      .catch(() => {});
  };

  /** Sends nothing before the shopper allows it. When they refuse, forgets all and closes the prompt. */
  const checkPrivacy = () => {
    if (!signals || allowed === (allowed = signals.allowed())) return;
    if (allowed) flush();
    if (allowed === false) {
      controller.hide();
      history.clear();
    }
  };

  const pageContext = () => ({ settings, base, language: language(), context, history });

  /**
   * Reports the order of this page when it has come, where the shop measures loyalty and the shopper allows it. Only
   * the prompt's file knows where a page has its order.
   */
  const reportOrder = (): void => {
    if (!NINES_FULL || !signals || !settings.loyalty || isReported || context.test != null) return;
    const { consent, privacy } = signals.read();
    if (!consent || privacy) return;
    load()
      .then((module) => (isReported = module.reportOrder(pageContext())))
      .catch(() => {});
  };

  const controller: PromptController = {
    look() {
      resetOnNavigation();
      checkPrivacy();
      reportOrder();
      if (done) return;
      const verdicts = checkAll();
      const rule = findObstacle(verdicts);
      if (context.debug != null && loggedRule !== (loggedRule = rule)) {
        console.info('nines', verdicts);
      }
      if (!rule) controller.show(true);
      else if (verdicts[rule] === false) {
        done = true;
        emit('skipped', { rule });
      }
    },
    show(eligible) {
      if (signals && !signals.allowed()) {
        const { globalPrivacyControl } = checkAll();
        const rule = globalPrivacyControl === false ? 'globalPrivacyControl' : 'consent';
        return emit('skipped', { rule });
      }
      done = true;
      const from = path;
      if (!settings.survey) return;
      load()
        .then<unknown>(
          ({ open }) =>
            // The shopper may have left the page while the prompt was loading.
            from === readPath() &&
            !(signals && history.forbids?.()) &&
            open({ ...pageContext(), forced: !eligible, emit }, (opened) => (prompt = opened)),
        )
        .catch(() => emit('skipped', { rule: 'blocked' }))
        .catch(() => {});
    },
    hide: () => prompt?.close(),
    handle: (event) => prompt?.handle(event),
    why: checkAll,
  };
  if (!signals) {
    flush();
    return controller;
  }
  const { update } = history;
  history.forbids = () => !signals.allowed();
  history.update = (change) => history.forbids?.() || update(change);
  controller.consent = (given) => {
    context.consent = given;
    checkPrivacy();
  };
  return controller;
}
