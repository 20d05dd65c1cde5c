import type { LoaderSettings } from '@nines/shared/loader-settings';
import type { Context } from './context.ts';
import { judge, obstacleOf, type Verdicts } from './eligibility.ts';
import { emit } from './emit.ts';
import type { PromptModule } from './encounter.ts';
import type { History } from './history.ts';
import { chooseLanguage } from './language.ts';
import { judgeMore } from './more-rules.ts';
import { isBusy, readPath } from './page.ts';
import { createWitness } from './witness.ts';

/**
 * Written in by the build: the languages there are prompts for ("en,nl"), the hash of their files, and whether
 * this is the loader that knows every rule.
 */
declare const NINES_LANGUAGES: string;
declare const NINES_HASH: string;
declare const NINES_FULL: boolean;

/** Judges this page until the prompt may show, then opens it. */
export type Asker = {
  /** Looks at the page once, and asks if every rule lets it. */
  look(): void;
  /** Asks, whatever the rules say; `judged` when they let it. */
  show(judged?: boolean): void;
  hide(): void;
  why(): Verdicts;
  /** Sends what earlier pages left unsent. */
  flush(): void;
};

type Needs = { settings: LoaderSettings; base: string; context: Context; history: History };

export function createAsker({ settings, base, context, history }: Needs): Asker {
  const witness = NINES_FULL && createWitness(settings, context, history);
  let path = readPath();
  let since = Date.now();
  /** Whether this page has been asked, or will not be. */
  let settled = false;
  let close: (() => void) | undefined;
  /** What the console was told last. */
  let told: string | undefined | null = null;

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

  /** A single-page shop that has gone elsewhere starts anew: no prompt follows to a later page. */
  const notice = () => {
    if (path === (path = readPath())) return;
    since = Date.now();
    settled = false;
    context.order = context.orderId = undefined;
    if (witness) witness.turn();
    asker.hide();
  };

  const judgeAll = (busy: boolean): Verdicts => {
    const now = Date.now();
    const seconds = (now - since) / 1e3;
    const placed = !context.target || !!document.querySelector(context.target);
    return {
      ...(witness && judgeMore(settings, witness.tell())),
      ...judge(settings, history.recall(), context, { now, seconds, busy, placed }),
    };
  };

  const asker: Asker = {
    look() {
      notice();
      if (settled) return;
      const verdicts = judgeAll(false);
      // To search the page for modals costs most, so that comes last.
      const rule = obstacleOf(verdicts) ?? (isBusy() ? 'free' : undefined);
      if (context.debug != null && told !== (told = rule)) console.info('nines', verdicts);
      if (!rule) asker.show(true);
      else if (verdicts[rule] === false) {
        settled = true;
        emit('skipped', { rule });
      }
    },
    show(judged) {
      settled = true;
      const from = path;
      if (!settings.survey) return;
      load()
        .then(
          ({ open }) =>
            // The page may have been left while the prompt was loading.
            from === readPath() &&
            (close =
              open({
                settings,
                base,
                language: language(),
                context,
                history,
                insisted: !judged,
                emit,
              }) ?? close),
        )
        .catch(() => emit('skipped', { rule: 'blocked' }))
        .catch(() => {});
    },
    hide: () => close?.(),
    why: () => judgeAll(isBusy()),
    flush() {
      load()
        .then(({ flush }) => flush(base))
        .catch(() => {});
    },
  };
  return asker;
}
