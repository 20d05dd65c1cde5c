export type Outbox = {
  /** Keeps `body` and sends it at once to `path`; a later body of the same id takes its place. */
  post(path: string, id: string, body: string): void;
  /** Sends all that earlier pages left. */
  flush(): void;
};

const prefix = 'nines.';
/** As `limits.outboxDays` says, in milliseconds. */
const lifetime = 7 * 864e5;
const longestWait = 3e5;

/**
 * Sends to the server at `base` (ending in a slash) and keeps what is sent in localStorage until the
 * server has answered for it, so that a closed tab, a dead network or a busy server loses nothing.
 * What the server refuses for good (4xx) is dropped, but for what can be mended. `wait` is the first pause, in milliseconds.
 */
export function createOutbox(base: string, wait = 1e3): Outbox {
  /** By storage key (prefix, path, UUID): this page's own copy, should storage be refused. */
  const letters: Record<string, string> = {};
  /** The keys that storage took: one that is gone again was delivered by another tab, or forgotten. */
  const kept: Record<string, boolean> = {};

  async function deliver(key: string, pause: number): Promise<void> {
    const body = letters[key];
    if (!body || isGone(key)) return;
    let status = 0;
    let accepted: string | undefined;
    try {
      // A string is sent as text/plain, which needs no preflight; no cookie travels either way.
      const init = { method: 'POST', body, keepalive: true, credentials: 'omit' } as RequestInit;
      const reply = await fetch(base + key.slice(prefix.length, -36), init);
      ({ status } = reply);
      if (status > 399) accepted = await mend(body, reply);
    } catch {}
    if (letters[key] !== body) return;
    if (!status || status === 429 || status > 499) {
      setTimeout(deliver, pause * (0.5 + Math.random()), key, Math.min(pause * 2, longestWait));
    } else if (accepted) {
      store(key, accepted);
      void deliver(key, pause);
    } else drop(key, body);
  }

  function store(key: string, body: string): void {
    letters[key] = body;
    try {
      localStorage.setItem(key, body);
      kept[key] = true;
    } catch {}
  }

  function isGone(key: string): boolean | undefined {
    try {
      return kept[key] && !localStorage.getItem(key);
    } catch {}
  }

  /** Forgets the body, but not a later one that another tab has stored since. */
  function drop(key: string, body: string): void {
    delete letters[key];
    try {
      if (localStorage.getItem(key) === body) localStorage.removeItem(key);
    } catch {}
  }

  return {
    post(path, id, body) {
      const key = prefix + path + id;
      store(key, body);
      void deliver(key, wait);
    },
    flush() {
      // What the page before this one sent while it went may just be arriving.
      setTimeout(() => {
        for (const [key, body] of Object.entries(localStorage) as [string, string][]) {
          if (!key.startsWith(prefix)) continue;
          // A version 7 UUID begins with the time it was made.
          const made = parseInt(key.slice(-36, -22).replace('-', ''), 16);
          if (Date.now() - made > lifetime) drop(key, body);
          else {
            letters[key] = body;
            void deliver(key, wait);
          }
        }
      }, wait);
    },
  };
}

/**
 * What was sent without the parts that the server finds fault with, `undefined` when nothing of them
 * was there: an order that the shop's page describes badly shall not cost the shopper's answer.
 */
async function mend(body: string, reply: Response): Promise<string | undefined> {
  const { errors } = (await reply.json()) as { errors: { path: string }[] };
  const parts = JSON.parse(body) as Record<string, unknown>;
  for (const { path } of errors) delete parts[path.split('.')[0] ?? ''];
  const mended = JSON.stringify(parts);
  return mended === body ? undefined : mended;
}
