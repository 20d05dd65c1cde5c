/** What this browser stores about Nines, under one key of the shop's own localStorage. */
export type StoredHistory = {
  /** When each survey was last shown and last answered, in milliseconds since 1970. */
  asked?: Record<string, number>;
  answered?: Record<string, number>;
  /**
   * When the last ten orders were asked about, and when they were reported, by their id, or else the end of their
   * token. There are no lists in the history, because Prototype.js 1.6 changes how a list is written as JSON.
   */
  orders?: Record<string, number>;
  reported?: Record<string, number>;
  /** A random number from 0 to 1, drawn once: it decides whether this browser is in a survey's share. */
  fate?: number;
};

export type History = {
  read(): StoredHistory;
  update(change: StoredHistory): void;
  /** The storage key of an answer that waits in the outbox, if there is one. */
  unsent(): string | undefined;
  /** Deletes all that Nines has stored, including answers that wait in the outbox. */
  clear(): void;
};

/** The key of the history. The outbox's keys begin with it too. */
const storageKey = 'nines';

/**
 * Opens the browser's history. Never throws: where localStorage is blocked (a third-party frame, a
 * privacy setting) or holds invalid JSON, the history lasts as long as the page. So does that of a test.
 */
export function openHistory(isTest = false): History {
  let stored: StoredHistory = {};
  const history: History = {
    read: () =>
      tryOrUndefined(() => !isTest && (JSON.parse(localStorage[storageKey]) as StoredHistory)) ||
      stored,
    update(change) {
      stored = { ...history.read(), ...change };
      if (!isTest) tryOrUndefined(() => (localStorage[storageKey] = JSON.stringify(stored)));
    },
    unsent: () => storedKeys('nines.')[0],
    clear() {
      stored = {};
      for (const key of storedKeys(storageKey)) localStorage.removeItem(key);
    },
  };
  return history;
}

function storedKeys(prefix: string): string[] {
  return (
    tryOrUndefined(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? []
  );
}

function tryOrUndefined<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {}
}
