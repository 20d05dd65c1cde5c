import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger, Sending } from './ledger.ts';

/** Simulated shoppers that send answers without pause, and a ledger of the replies. */
export type Shoppers = {
  /** The number of replies by status; `unreachable` without a reply. */
  replies: Record<string, number>;
  /** The number of missing replies by error code. */
  failures: Record<string, number>;
  /** Replies other than an acknowledgement or a 503, unchanged. */
  unexpected: string[];
  /** The longest time until a reply, in milliseconds. */
  slowest(): number;
  /** Stops sending and waits for the outstanding replies. */
  stop(): Promise<void>;
};

/** Starts `count` shoppers. Each sends to one of the servers, or the same answer to all of them. */
export function startShoppers(opts: {
  urls: readonly string[];
  publicKey: string;
  ledger: Ledger;
  count: number;
}): Shoppers {
  const { urls, ledger } = opts;
  const replies: Record<string, number> = {};
  const failures: Record<string, number> = {};
  const unexpected: string[] = [];
  let [slowest, stopped] = [0, false];

  async function send(url: string, sending: Sending): Promise<boolean> {
    const began = performance.now();
    const body = JSON.stringify({ key: opts.publicKey, ...sending });
    const reply = await fetch(`${url}/v1/responses`, { method: 'POST', body })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch((error: Error & { cause?: { code?: string } }) => {
        const code = error.cause?.code ?? error.message;
        failures[code] = (failures[code] ?? 0) + 1;
        return undefined;
      });
    const status = reply?.status ?? 'unreachable';
    replies[status] = (replies[status] ?? 0) + 1;
    if (reply) slowest = Math.max(slowest, performance.now() - began);
    if (reply && reply.status < 300) {
      const receipt = JSON.parse(reply.text) as { id: string; revision: number };
      ledger.acknowledge(receipt.id, receipt.revision);
      return true;
    }
    if (reply && reply.status !== 503) unexpected.push(`${reply.status} ${reply.text}`);
    return false;
  }
  async function shop(): Promise<void> {
    while (!stopped) {
      const sending = ledger.next();
      const targets = randomInt(2) === 0 ? urls : [urls[randomInt(urls.length)]!];
      const sent = await Promise.all(targets.map((url) => send(url, sending)));
      if (!sent.every(Boolean)) await sleep(20);
    }
  }
  const all = Promise.all(Array.from({ length: opts.count }, shop));
  return {
    replies,
    failures,
    unexpected,
    slowest: () => slowest,
    async stop() {
      stopped = true;
      await all;
    },
  };
}
