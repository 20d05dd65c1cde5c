import type { History } from './history.ts';
import { toJson } from './json.ts';

/** What to send to `path`, under the id of the answer or the view. Bodies are JSON. */
export type Letter = {
  path: string;
  id: string;
  body: string;
  /** What is sent when `body` was not acknowledged. */
  again: string;
  /** The part of it that is not personal, if that alone is worth sending. */
  copy?: string | undefined;
};

export type Outbox = {
  /** Stores the letter and sends it at once. A later one with the same path and id replaces it. */
  post(letter: Letter): void;
  /** Sends all that earlier pages left unsent. */
  flush(): void;
};

const prefix = 'nines.';
/** `limits.outboxDays`, in milliseconds. */
const maxAgeMs = 7 * 864e5;
const maxRetryDelayMs = 3e5;

/**
 * Sends to the server at `base` (ending in a slash), until the server has replied, so that a failure of the network or
 * a busy server loses nothing. A reply of 429, 5xx or none is retried with growing delays, of `retryDelayMs` at first.
 * After another 4xx the body is sent once more without the parts that the reply names; when it names none, it is
 * dropped.
 *
 * What is personal waits in sessionStorage, which the browser deletes with the tab. localStorage holds the copy without
 * it, until the server has anything of the answer: so a closed tab does not lose the score.
 */
export function createOutbox(base: string, history: History, retryDelayMs = 1e3): Outbox {
  const { session, local } = history;
  /** The storage keys (prefix, path, UUID) of which the server has something. */
  const delivered: Record<string, boolean> = {};

  // What another tab has forgotten is forgotten here too.
  addEventListener('storage', ({ key, newValue }) => {
    if ((key ?? 'nines') === 'nines' && !newValue) history.clear();
  });

  /** A body that is gone was delivered by another page, or deleted. */
  const waiting = (key: string) => session[key] ?? local[key];

  async function send(key: string, delayMs: number, first?: string): Promise<void> {
    const stored = waiting(key);
    const body = first ?? stored;
    if (!body || history.forbids?.()) return;
    // A version 7 UUID begins with the time of its creation.
    const createdAt = parseInt(key.slice(-36, -22).replace('-', ''), 16);
    if (Date.now() - createdAt > maxAgeMs) return remove(key);
    let status = 0;
    let corrected: string | undefined;
    try {
      // A string is sent as text/plain, which needs no preflight request.
      const init = { method: 'POST', body, keepalive: true, credentials: 'omit' } as RequestInit;
      const reply = await fetch(base + key.slice(prefix.length, -36), init);
      ({ status } = reply);
      if (status > 399) corrected = await withoutRejectedParts(stored ?? body, reply);
      else {
        delivered[key] = true;
        delete local[key];
      }
    } catch {}
    // A later step has been posted meanwhile, or all was forgotten.
    if (waiting(key) !== stored) return;
    if (!status || status === 429 || status > 499) {
      const delay = delayMs * (0.5 + Math.random());
      setTimeout(send, delay, key, Math.min(delayMs * 2, maxRetryDelayMs));
    } else if (corrected) {
      store(session, key, corrected);
      void send(key, delayMs);
    } else remove(key);
  }

  function remove(key: string): void {
    delete session[key];
    delete local[key];
  }

  return {
    post({ path, id, body, again, copy }) {
      if (history.forbids?.()) return;
      const key = prefix + path + id;
      store(session, key, again);
      if (copy && !delivered[key]) store(local, key, copy);
      void send(key, retryDelayMs, body);
    },
    flush() {
      // Requests that the previous page sent as it closed may still be under way, so wait for them.
      setTimeout(() => {
        for (const key of Object.keys({ ...local, ...session })) {
          if (key.startsWith(prefix)) void send(key, retryDelayMs);
        }
      }, retryDelayMs);
    },
  };
}

/** Stores the body, unless the storage is full. */
function store(where: Record<string, string>, key: string, body: string): void {
  try {
    where[key] = body;
  } catch {}
}

/**
 * The body without the parts that the reply's errors name, or `undefined` when it has none of them.
 * A wrong order on the shop's page must not cost the shopper's answer.
 */
async function withoutRejectedParts(body: string, reply: Response): Promise<string | undefined> {
  const { errors } = (await reply.json()) as { errors: { path: string }[] };
  const parts = JSON.parse(body) as Record<string, unknown>;
  for (const { path } of errors) delete parts[path.split('.')[0] ?? ''];
  const corrected = toJson(parts);
  return corrected === body ? undefined : corrected;
}
