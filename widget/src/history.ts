/** What this browser remembers of Nines, under one key of the shop's own localStorage. */
export type Memory = {
  /** When each survey was last asked and last answered, in milliseconds since 1970. */
  asked?: Record<string, number>;
  answered?: Record<string, number>;
  /** The ids of the orders last asked about, newest last. */
  orders?: readonly (string | undefined)[];
  /** A share from 0 to 1 that decides whether a survey asks this browser. */
  fate?: number;
};

export type History = {
  recall(): Memory;
  remember(change: Memory): void;
  /** The key of an answer that waits in the outbox, if there is one. */
  unsent(): string | undefined;
  /** Forgets everything, what waits in the outbox too. */
  forget(): void;
};

/** The one key, and what those of the outbox begin with. */
const item = 'nines';

/**
 * Opens the browser's memory. Never throws: where storage is refused (a third-party frame, a browser
 * told to block it) or spoilt, the page itself remembers for as long as it stands.
 */
export function openHistory(): History {
  let memory: Memory = {};
  const history: History = {
    recall: () => attempt(() => JSON.parse(localStorage[item]) as Memory) ?? memory,
    remember(change) {
      memory = { ...history.recall(), ...change };
      attempt(() => (localStorage[item] = JSON.stringify(memory)));
    },
    unsent: () => storedKeys('nines.')[0],
    forget() {
      memory = {};
      for (const key of storedKeys(item)) localStorage.removeItem(key);
    },
  };
  return history;
}

function storedKeys(prefix: string): string[] {
  return attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [];
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {}
}
