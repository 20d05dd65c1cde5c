import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { connectDatabase, type Database, type Sql } from '../src/database/connect.ts';
import { readConfig } from '../src/config.ts';
import { decodeId } from '../src/id.ts';
import type { ResponseRow } from '../src/ingest/row.ts';
import { storeAnswers } from '../src/ingest/store-answers.ts';
import { writeForms } from '../src/ingest/write-form.ts';
import { recount } from './harness/recount.ts';
import { uuidv7 } from './harness/requests.ts';
import { createShop, startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
let shop: CreatedShop;
/** The writers of two processes, but without HTTP: the batches are as this test makes them. */
let writers: Database[];

beforeAll(async () => {
  server = await startTestServer();
  const config = readConfig({ DATABASE_URL: server.databaseUrl });
  writers = await Promise.all([connectDatabase(config), connectDatabase(config)]);
});
afterAll(async () => {
  for (const database of writers) await database.close();
  await server.stop();
});

function answer(fields: Partial<ResponseRow>): ResponseRow {
  return {
    shop: decodeId(shop.shopId)!,
    survey: decodeId(shop.surveyId)!,
    id: uuidv7(),
    at: new Date().toISOString(),
    revision: 1,
    score: 9,
    verified: false,
    moment: 'checkout',
    channel: 'widget',
    device: 'phone',
    ...fields,
  };
}

async function storedOrders() {
  return server.sql`
    select order_id, score, verified from responses where shop_id = ${decodeId(shop.shopId)!}
    order by order_id nulls last, score`;
}

describe.each(['json', 'values'] as const)('written as %s,', (form) => {
  const store = (sql: Sql, rows: readonly ResponseRow[]) =>
    storeAnswers(sql, rows, [], writeForms[form]);

  it('two signed answers of one batch take one unsigned answer’s place once', async () => {
    shop = await createShop(server);
    await store(writers[0]!.writer, [answer({ order_id: 'A', score: 0 })]);
    await store(writers[0]!.writer, [
      answer({ order_id: 'A', score: 10, verified: true }),
      answer({ order_id: 'A', score: 5, verified: true }),
    ]);
    expect(await storedOrders()).toEqual([{ order_id: 'A', score: 10, verified: true }]);
    expect(await recount(server.sql)).toEqual([]);
  });

  it('of two answers that learn of the same order at once, one gets it and both stand', async () => {
    shop = await createShop(server);
    const [one, other] = [answer({ score: 3 }), answer({ score: 4 })];
    await store(writers[0]!.writer, [one, other]);
    const stored = await store(writers[0]!.writer, [
      { ...one, revision: 2, order_id: 'B' },
      { ...other, revision: 2, order_id: 'B' },
    ]);
    expect(stored).toEqual([
      { created: false, revision: 2 },
      { created: false, revision: 2 },
    ]);
    expect(await storedOrders()).toEqual([
      { order_id: 'B', score: 3, verified: false },
      { order_id: null, score: 4, verified: false },
    ]);
  });

  it('an answer is verified only for the order that it stands for', async () => {
    shop = await createShop(server);
    const late = answer({ score: 4 });
    await store(writers[0]!.writer, [answer({ order_id: 'C', score: 3 }), late]);
    await store(writers[0]!.writer, [
      { ...late, revision: 2, order_id: 'C', order_value: 5, verified: true },
    ]);
    expect(await storedOrders()).toEqual([
      { order_id: 'C', score: 3, verified: false },
      { order_id: null, score: 4, verified: false },
    ]);
    expect(await recount(server.sql)).toEqual([]);
  });

  it('what two processes are sent at once, ids, revisions and orders shared, is counted exactly', async () => {
    shop = await createShop(server);
    // Several answers to each order, some of them signed; an answer's order is the same in each of its
    // revisions, as its page's is.
    const subjects = Array.from({ length: 60 }, (_, index) => ({
      id: uuidv7(),
      order_id: index % 3 === 0 ? `order-${index % 7}` : undefined,
      verified: index % 9 === 0,
    }));
    const acknowledged = new Map<string, number>();
    const batch = () =>
      Array.from({ length: 40 }, () =>
        answer({
          ...subjects[randomInt(subjects.length)]!,
          revision: randomInt(1, 30),
          score: randomInt(11),
          moment: ['checkout', 'delivery'][randomInt(2)]!,
          locale: ['nl', 'en', undefined][randomInt(3)],
        }),
      );
    await Promise.all(
      writers.map(async ({ writer }) => {
        for (let round = 0; round < 40; round += 1) {
          const rows = batch();
          const results = await store(writer, rows);
          for (const [index, { revision }] of results.entries()) {
            const { id } = rows[index]!;
            acknowledged.set(id, Math.max(revision, acknowledged.get(id) ?? 0));
          }
        }
      }),
    );
    expect(await recount(server.sql)).toEqual([]);
    const doubled = await server.sql`
    select survey_id, order_id from responses where order_id is not null
    group by 1, 2 having count(*) > 1`;
    expect(doubled).toEqual([]);
    // What stands of an answer is never older than what was acknowledged of it.
    const stored = await server.sql<{ id: string; revision: number }[]>`
    select id, revision from responses where shop_id = ${decodeId(shop.shopId)!}`;
    expect(stored.filter(({ id, revision }) => revision < acknowledged.get(id)!)).toEqual([]);
  });
});
