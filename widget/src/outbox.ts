import { toJson } from './json.ts';

export type Outbox = {
  /** Stores `body` and sends it to `path` at once. A later body with the same id replaces it. */
  post(path: string, id: string, body: string): void;
  /** Sends all that earlier pages left unsent. */
  flush(): void;
};

const prefix = 'nines.';
/** `limits.outboxDays`, in milliseconds. */
const maxAgeMs = 7 * 864e5;
const maxRetryDelayMs = 3e5;

/**
 * Sends to the server at `base` (ending in a slash). What is sent stays in localStorage until the server
 * has replied, so that a closed tab, a network failure or a busy server loses nothing. A reply of 429, 5xx
 * or none is retried with growing delays, of `retryDelayMs` at first. After another 4xx the body is sent once
 * more without the parts that the reply names; when it names none, the body is dropped.
 */
export function createOutbox(base: string, retryDelayMs = 1e3): Outbox {
  /** By storage key (prefix, path, UUID). Used as well when localStorage is blocked. */
  const bodies: Record<string, string> = {};
  /** The keys that this page wrote to localStorage. A key that is gone was delivered by another tab, or deleted. */
  const stored: Record<string, boolean> = {};

  async function send(key: string, delayMs: number): Promise<void> {
    const body = bodies[key];
    if (!body || wasDeleted(key)) return;
    let status = 0;
    let corrected: string | undefined;
    try {
      // A string is sent as text/plain, which needs no preflight request.
      const init = { method: 'POST', body, keepalive: true, credentials: 'omit' } as RequestInit;
      const reply = await fetch(base + key.slice(prefix.length, -36), init);
      ({ status } = reply);
      if (status > 399) corrected = await withoutRejectedParts(body, reply);
    } catch {}
    if (bodies[key] !== body) return;
    if (!status || status === 429 || status > 499) {
      setTimeout(
        send,
        delayMs * (0.5 + Math.random()),
        key,
        Math.min(delayMs * 2, maxRetryDelayMs),
      );
    } else if (corrected) {
      store(key, corrected);
      void send(key, delayMs);
    } else remove(key, body);
  }

  function store(key: string, body: string): void {
    bodies[key] = body;
    try {
      localStorage.setItem(key, body);
      stored[key] = true;
    } catch {}
  }

  function wasDeleted(key: string): boolean | undefined {
    try {
      return stored[key] && !localStorage.getItem(key);
    } catch {}
  }

  /** Deletes the body, but not a newer one that another tab has stored under the same key. */
  function remove(key: string, body: string): void {
    delete bodies[key];
    try {
      if (localStorage.getItem(key) === body) localStorage.removeItem(key);
    } catch {}
  }

  return {
    post(path, id, body) {
      const key = prefix + path + id;
      store(key, body);
      void send(key, retryDelayMs);
    },
    flush() {
      // Requests that the previous page sent as it closed may still be under way, so wait for them.
      setTimeout(() => {
        for (const [key, body] of Object.entries(localStorage) as [string, string][]) {
          if (!key.startsWith(prefix)) continue;
          // A version 7 UUID begins with the time of its creation.
          const createdAt = parseInt(key.slice(-36, -22).replace('-', ''), 16);
          if (Date.now() - createdAt > maxAgeMs) remove(key, body);
          else {
            bodies[key] = body;
            void send(key, retryDelayMs);
          }
        }
      }, retryDelayMs);
    },
  };
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
