import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { shopOrigin } from '../../test/harness/shops.ts';
import { uuidv7 } from '../../test/harness/uuid.ts';

/** Milliseconds from a request to its whole reply, and how many replies were no success. */
export type Waits = { health: number[]; answers: number[]; failed: number };

/** The pause between two requests of a kind, which do not wait for one another. */
const intervalMs = 20;

/** Asks `/health/live` and sends answers of a shop, fifty a second each. */
export async function probe(url: string, shop: CreatedShop, milliseconds: number): Promise<Waits> {
  const agent = new Agent({ keepAlive: true });
  const waits: Waits = { health: [], answers: [], failed: 0 };
  const running: Promise<void>[] = [];
  async function ask(into: number[], path: string, body?: string): Promise<void> {
    const start = performance.now();
    const status = await send(agent, url + path, body);
    into.push(performance.now() - start);
    if (status >= 300) waits.failed += 1;
  }
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    running.push(ask(waits.health, '/health/live'));
    running.push(ask(waits.answers, '/v1/responses', answerOf(shop)));
    await sleep(intervalMs);
  }
  await Promise.all(running);
  agent.destroy();
  return waits;
}

function answerOf({ publicKey: key }: CreatedShop): string {
  return JSON.stringify({ id: uuidv7(), key, score: 9, comment: 'Snel geleverd' });
}

/** The status of the reply; 599 when there was none. */
function send(agent: Agent, url: string, body: string | undefined): Promise<number> {
  const headers = body ? { 'content-type': 'text/plain', origin: shopOrigin } : {};
  return new Promise((resolve) => {
    request(url, { agent, method: body ? 'POST' : 'GET', headers }, (reply) => {
      reply.resume().once('end', () => resolve(reply.statusCode ?? 599));
    })
      .once('error', () => resolve(599))
      .end(body);
  });
}

/** The value below which a share of the figures lies. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
