import type { LoaderSettings } from '@nines/shared/loader-settings';
import type { Context } from './context.ts';
import { judge, obstacleOf, type Verdicts } from './eligibility.ts';
import { emit } from './emit.ts';
import type { PromptModule } from './encounter.ts';
import type { History } from './history.ts';
import { chooseLanguage } from './language.ts';
import { isBusy, readPath } from './page.ts';

/** The languages there are prompts for, and the hash of their files: written in by the build. */
declare const NINES_LANGUAGES: readonly string[];
declare const NINES_HASH: string;

/** Judges this page until the prompt may show, then opens it. */
export type Asker = {
  /** Looks at the page once, and asks if every rule lets it. */
  look(): void;
  /** Asks, whatever the rules say. */
  show(): void;
  hide(): void;
  why(): Verdicts;
  /** Sends what earlier pages left unsent. */
  flush(): void;
};

type Needs = { settings: LoaderSettings; base: string; context: Context; history: History };

export function createAsker({ settings, base, context, history }: Needs): Asker {
  let path = readPath();
  let since = Date.now();
  /** Whether this page has been asked, or will not be. */
  let settled = false;
  let close: (() => void) | undefined;

  const language = () =>
    chooseLanguage(
      [context.locale, document.documentElement.lang, ...navigator.languages],
      NINES_LANGUAGES,
      settings.language ?? 'en',
    );

  const load = (spoken = language()) =>
    import(
      /* @vite-ignore */ `${base}w/prompt.${spoken}.${NINES_HASH}.js`
    ) as Promise<PromptModule>;

  /** A single-page shop that has gone elsewhere starts anew: no prompt follows to a later page. */
  const notice = () => {
    if (path === (path = readPath())) return;
    since = Date.now();
    settled = false;
    context.order = context.orderId = undefined;
    asker.hide();
  };

  const open = ({ open: openPrompt }: PromptModule, from: string) => {
    notice();
    if (path !== from || close) return;
    close = openPrompt({ settings, base, language: language(), context, history, emit });
  };

  const asker: Asker = {
    look() {
      notice();
      if (settled) return;
      const obstacle = obstacleOf(asker.why());
      if (!obstacle) asker.show();
      else if (!obstacle.passing) {
        settled = true;
        emit('skipped', { rule: obstacle.rule });
      }
    },
    show() {
      settled = true;
      const from = path;
      if (settings.survey) {
        load().then(
          (prompt) => open(prompt, from),
          () => emit('skipped', { rule: 'blocked' }),
        );
      }
    },
    hide() {
      close?.();
      close = undefined;
    },
    why() {
      const now = Date.now();
      return judge(settings, history.recall(), context, {
        now,
        seconds: (now - since) / 1e3,
        busy: isBusy(),
      });
    },
    flush: () =>
      void load().then(
        (prompt) => prompt.flush(base),
        () => {},
      ),
  };
  return asker;
}
