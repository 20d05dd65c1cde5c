import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { isRefusedValue, isUnavailable } from '../../src/database/errors.ts';
import { readConfig } from '../../src/config/config.ts';
import { decodeId } from '../../src/database/ids.ts';
import { createBatcher, QueueFullError, type Batcher } from '../../src/ingest/batcher.ts';
import type { Incoming, Outcome } from '../../src/ingest/revisions.ts';
import { storeAnswers } from '../../src/ingest/store-batch.ts';
import { incomingAnswer } from '../harness/incoming.ts';
import { recount } from '../harness/recount.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

let server: TestServer;
let shop: CreatedShop;
let database: Database;

beforeAll(async () => {
  server = await startTestServer();
  shop = await createShop(server);
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

function batcher(bounds: { maxQueuedRows: number; maxQueuedBytes: number }) {
  let batches = 0;
  const made = createBatcher<Incoming, Outcome>({
    write(rows) {
      batches += 1;
      return storeAnswers(database.writer, rows);
    },
    isOneRowsFault: isRefusedValue,
    isOutage: isUnavailable,
    maxRows: 500,
    ...bounds,
  });
  return { made, batches: () => batches };
}

const roomy = { maxQueuedRows: 10_000, maxQueuedBytes: 1_000_000 };

function answer(given: Partial<Incoming['record']> = {}): Incoming {
  return incomingAnswer(shop, given);
}

it('a row that the database refuses fails alone', async () => {
  shop = await createShop(server);
  const { made, batches } = batcher(roomy);
  // Validation refuses all of these. If one passed, it would fail like this.
  const bad = new Map([
    [17, answer({ effort: 9 })],
    [250, answer({ comment: 'a\0b' })],
    [251, answer({ answeredAt: '0000-01-01T00:00:00.000Z' })],
    [499, answer({ id: 'not a uuid' })],
  ]);
  const rows = Array.from({ length: 500 }, (_, index) => bad.get(index) ?? answer());
  const results = await Promise.allSettled(rows.map((row) => made.add(row, 300)));
  const failed = results.flatMap(({ status }, index) => (status === 'rejected' ? index : []));
  expect(failed).toEqual([...bad.keys()]);
  for (const result of results) {
    if (result.status === 'fulfilled') expect(result.value).toEqual({ created: true, revision: 1 });
  }
  expect(batches()).toBeLessThan(90);
  const [stored] = await server.sql`
    select count(*)::int from responses where shop_id = ${decodeId(shop.shopId)!}`;
  expect(stored).toEqual({ count: 496 });
  expect(await recount(server.sql)).toEqual([]);
});

/** Runs `work` while no write is possible. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  await server.sql.begin(async (transaction) => {
    await transaction`lock table responses in access exclusive mode`;
    await work();
  });
}

it('a batch is half of the rows under way, so clients get replies while the other half is written', async () => {
  const sizes: number[] = [];
  const commit: (() => void)[] = [];
  const made = createBatcher<number, number>({
    write(rows) {
      sizes.push(rows.length);
      return new Promise((resolve) => commit.push(() => resolve(rows)));
    },
    isOneRowsFault: () => false,
    isOutage: () => false,
    maxRows: 500,
    ...roomy,
  });
  // 64 clients, each of which sends its next row when the last is stored. The first row is alone.
  let told = 0;
  const send = (client: number) => void made.add(client, 1).then(() => (told += 1));
  send(0);
  await expect.poll(() => sizes).toEqual([1]);
  for (let client = 1; client < 64; client += 1) send(client);
  for (const before of [0, 1, 33, 65]) {
    expect(told).toBe(before);
    const just = sizes.at(-1)!;
    commit.shift()!();
    await expect.poll(() => told).toBe(before + just);
    for (let client = 0; client < just; client += 1) send(client);
  }
  expect(sizes).toEqual([1, 32, 32, 32, 32]);
});

it('the queue is limited by rows and by bytes, and empties again', async () => {
  const byRows = batcher({ ...roomy, maxQueuedRows: 1_000 });
  const byBytes = batcher({ ...roomy, maxQueuedBytes: 300_000 });
  let waiting: Promise<PromiseSettledResult<Outcome>[]>[] = [];
  await whileLocked(async () => {
    waiting = [byRows, byBytes].map(({ made }) => {
      const added = Array.from({ length: 1_500 }, () => made.add(answer(), 300));
      expect(made.waiting()).toBe(1_000);
      return Promise.allSettled(added);
    });
    await expect(byRows.made.add(answer(), 300)).rejects.toThrow(QueueFullError);
  });
  for (const results of await Promise.all(waiting)) {
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(500);
    for (const one of refused) {
      expect((one as PromiseRejectedResult).reason).toBeInstanceOf(QueueFullError);
    }
  }
  for (const { made } of [byRows, byBytes]) await isEmptyAgain(made);
});

it('an outage rejects all queued rows, not one batch after the other', async () => {
  const { made, batches } = batcher({ ...roomy, maxQueuedRows: 10_000 });
  await whileLocked(async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 3_000 }, () => made.add(answer(), 300)),
    );
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  });
  // One batch waited for the statement timeout. Five more would have waited as long each.
  expect(batches()).toBeLessThanOrEqual(2);
  await isEmptyAgain(made);
});

async function isEmptyAgain(made: Batcher<Incoming, Outcome>): Promise<void> {
  await made.drained();
  expect(made.waiting()).toBe(0);
  expect(await made.add(answer(), 300)).toEqual({ created: true, revision: 1 });
}
