/** What this browser stores about Nines, under one key of the shop's own localStorage. */
export type StoredHistory = {
  /** When each survey was last shown and last answered, in milliseconds since 1970. */
  asked?: Record<string, number>;
  answered?: Record<string, number>;
  /**
   * When the last ten orders were asked about, and when they were reported, by their mark (`prompt/order.ts`). There are no
   * lists in the history, because Prototype.js 1.6 changes how a list is written as JSON.
   */
  orders?: Record<string, number>;
  reported?: Record<string, number>;
  /** A random number from 0 to 1, drawn once: it decides whether this browser is in a survey's share. */
  fate?: number;
};

/** sessionStorage or localStorage; where the browser has blocked it, an object that lasts as long as the page. */
export type Store = Record<string, string>;

export type History = {
  read(): StoredHistory;
  update(change: StoredHistory): void;
  session: Store;
  local: Store;
  /** Whether answers wait in the outbox. */
  hasUnsent(): boolean;
  /** Deletes all that Nines has stored, including answers that wait in the outbox. */
  clear(): void;
  /** Set by the full loader: whether the shopper forbids to remember and to send anything now. */
  forbids?(): boolean;
};

/** The key of the history. The outbox's keys begin with it and a dot. */
const storageKey = 'nines';

/** Opens the browser's history. Never throws. That of a test lasts as long as the page. */
export function openHistory(isTest = false): History {
  const session = tryOrUndefined(() => sessionStorage as unknown as Store) ?? {};
  const local = tryOrUndefined(() => localStorage as unknown as Store) ?? {};
  let memory = isTest ? {} : local;
  const history: History = {
    session,
    local,
    read: () =>
      tryOrUndefined(() => JSON.parse(memory[storageKey] as string) as StoredHistory) ?? {},
    update(change) {
      const json = JSON.stringify({ ...history.read(), ...change });
      // A storage may be full.
      if (!tryOrUndefined(() => (memory[storageKey] = json))) memory = { [storageKey]: json };
    },
    hasUnsent: () => [session, local].some((store) => keysOf(store).some((key) => key[5])),
    clear() {
      for (const store of [memory, session, local]) {
        for (const key of keysOf(store)) delete store[key];
      }
    },
  };
  return history;
}

/** The keys of Nines: that of the history, and those of the outbox, which are longer. */
function keysOf(store: Store): string[] {
  return Object.keys(store).filter((key) => /^nines(\.|$)/.test(key));
}

function tryOrUndefined<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {}
}
