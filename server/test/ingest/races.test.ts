import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { decodeId } from '../../src/database/ids.ts';
import type { Incoming, Outcome } from '../../src/ingest/revisions.ts';
import { storeAnswers } from '../../src/ingest/store-batch.ts';
import { keepHistory, readHistory, type Change } from '../harness/history.ts';
import { incomingAnswer } from '../harness/incoming.ts';
import { recount } from '../harness/recount.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';
import { onOnePostgres } from '../harness/one-postgres.ts';

let server: TestServer;
/** The writers of two processes, without HTTP, so that this test decides the batches. */
let writers: Database[];

beforeAll(async () => {
  server = await startTestServer();
  await keepHistory(server.sql);
  const config = readConfig({ DATABASE_URL: server.databaseUrl });
  writers = await Promise.all([connectDatabase(config), connectDatabase(config)]);
});
afterAll(async () => {
  for (const database of writers) await database.close();
  await server.stop();
});

/** Few answers and many revisions, so that two writers often store the same answer. */
onOnePostgres.each([
  {
    name: 'each answer keeps its order',
    answers: 60,
    orders: 12,
    rows: 40,
    rounds: 30,
    keeps: true,
  },
  { name: 'orders change', answers: 60, orders: 20, rows: 40, rounds: 25, keeps: false },
  { name: 'few answers', answers: 8, orders: 4, rows: 3, rounds: 100, keeps: false },
])(
  'two processes that store the same answers count exactly and reply correctly: $name',
  async ({ answers, orders, rows, rounds, keeps }) => {
    const shop = await createShop(server);
    const subjects = Array.from({ length: answers }, () => ({ id: uuidv7(), ...order(orders) }));
    const acknowledged: Acknowledged[] = [];
    await Promise.all(
      writers.map(async ({ writer }) => {
        for (let round = 0; round < rounds; round += 1) {
          const batch = Array.from({ length: rows }, () => {
            const subject = subjects[randomInt(subjects.length)]!;
            return revisionOf(shop, keeps ? subject : { ...subject, ...order(orders) });
          });
          const outcomes = await storeAnswers(writer, batch);
          // The database's clock has fractions of a millisecond.
          const at = Date.now() + 1;
          for (const [index, outcome] of outcomes.entries()) {
            acknowledged.push({ incoming: batch[index]!, outcome, at });
          }
        }
      }),
    );
    expect(await recount(server.sql)).toEqual([]);
    const history = await readHistory(server.sql, decodeId(shop.shopId)!);
    expect(contradictions(history, acknowledged)).toEqual([]);
  },
);

type Acknowledged = { incoming: Incoming; outcome: Outcome; at: number };

/** A random order, signed or not, or none. */
function order(orders: number) {
  const orderId = randomInt(3) > 0 ? `order-${randomInt(orders)}` : null;
  return { orderId, verified: orderId !== null && randomInt(3) === 0 };
}

function revisionOf(
  shop: CreatedShop,
  subject: { id: string; orderId: string | null; verified: boolean },
): Incoming {
  return incomingAnswer(shop, {
    ...subject,
    revision: randomInt(1, 40),
    score: randomInt(11),
    moment: ['checkout', 'delivery'][randomInt(2)]!,
    locale: ['nl', 'en', null][randomInt(3)]!,
  });
}

/**
 * Returns what contradicts the promises of the write path, by every change of the shop's rows:
 *
 * - A response is inserted once for each id, and only changes to higher revisions that were sent under its id.
 * - A signed order of a moment belongs to one response and stays with it.
 * - An answer that is no duplicate gets a revision that is stored under its id at that time: its own or a higher
 *   one; a lower one only when another response has the signed order that it claims.
 * - A duplicate names a signed order that another response has, and nothing is stored under its id.
 */
function contradictions(
  history: readonly Change[],
  acknowledged: readonly Acknowledged[],
): string[] {
  const sent = new Set(acknowledged.map(({ incoming }) => keyOf(incoming.record)));
  const made = new Map<string, number>();
  const owners = new Map<string, string>();
  const found: string[] = [];
  for (const { before, after } of history) {
    if (!after || !sent.has(keyOf(after)))
      found.push(`stored and never sent: ${JSON.stringify(after)}`);
    if (!after) continue;
    if (!before) made.set(after.id, (made.get(after.id) ?? 0) + 1);
    else if (before.id !== after.id || before.revision >= after.revision) {
      found.push(`went back: ${JSON.stringify([before, after])}`);
    }
    if (before?.verified && (!after.verified || before.order_id !== after.order_id)) {
      found.push(`lost its signed order: ${JSON.stringify([before, after])}`);
    }
    if (!after.verified) continue;
    const signed = `${after.moment} ${after.order_id}`;
    const owner = owners.get(signed) ?? after.id;
    owners.set(signed, owner);
    if (owner !== after.id) found.push(`two have ${signed}`);
  }
  for (const { incoming, outcome, at } of acknowledged) {
    const { id, revision, verified, moment, orderId } = incoming.record;
    const mine = history.filter(({ after, at: when }) => after?.id === id && when <= at);
    const owner = verified ? owners.get(`${moment} ${orderId}`) : undefined;
    const isTaken = owner !== undefined && owner !== id;
    const isTrue = outcome.isDuplicate
      ? isTaken && outcome.revision === revision
      : mine.some(({ after }) => after!.revision === outcome.revision) &&
        (outcome.revision >= revision || isTaken);
    if (!isTrue) found.push(`told wrongly: ${JSON.stringify([incoming.record, outcome])}`);
    if (outcome.created) made.set(id, (made.get(id) ?? 0) - 1);
  }
  for (const [id, left] of made) if (left !== 0) found.push(`made and told ${left} apart: ${id}`);
  return found;
}

function keyOf({ id, revision, score }: { id: string; revision: number; score: number }): string {
  return `${id} ${revision} ${score}`;
}
