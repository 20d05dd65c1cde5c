import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { connectDatabase, type Database } from '../src/database/pools.ts';
import type { Sql } from '../src/database/sql.ts';
import { readConfig } from '../src/config/config.ts';
import { decodeId } from '../src/database/ids.ts';
import type { ResponseRow } from '../src/ingest/row.ts';
import { storeAnswers } from '../src/ingest/store-answers.ts';
import { writeForms } from '../src/ingest/write-form.ts';
import { answerRow } from './harness/answer-row.ts';
import { contradictions, type Acknowledged } from './harness/check-history.ts';
import { keepHistory, readHistory, type Change } from './harness/history.ts';
import { recount } from './harness/recount.ts';
import { uuidv7 } from './harness/requests.ts';
import { createShop, startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
let shop: CreatedShop;
/** The writers of two processes, but without HTTP: the batches are as this test makes them. */
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

function answer(fields: Partial<ResponseRow> = {}): ResponseRow {
  return answerRow(shop, fields);
}

async function storedOrders() {
  return server.sql`
    select order_id, score, verified from responses where shop_id = ${decodeId(shop.shopId)!}
    order by order_id nulls last, score`;
}

/** Few answers, many revisions: the fewer rows in a batch, the more often two meet in the same one. */
const mixes = [
  // As pages send them: the order is the same in each revision.
  { name: 'orders kept', answers: 60, orders: 12, rows: 40, rounds: 40, isSteady: true },
  { name: 'orders changing', answers: 60, orders: 20, rows: 40, rounds: 25, isSteady: false },
  { name: 'few answers', answers: 8, orders: 4, rows: 3, rounds: 100, isSteady: false },
];

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

  it.each(mixes)(
    'what two processes are sent at once is counted exactly, and each is told the truth: $name',
    async ({ answers, orders, rows, rounds, isSteady }) => {
      shop = await createShop(server);
      const subjects = Array.from({ length: answers }, () => answerWithOrder(orders));
      const acknowledged: Acknowledged[] = [];
      await Promise.all(
        writers.map(async ({ writer }) => {
          for (let round = 0; round < rounds; round += 1) {
            const batch = Array.from({ length: rows }, () => {
              const subject = subjects[randomInt(subjects.length)]!;
              return revisionOf(
                isSteady ? subject : { ...answerWithOrder(orders), id: subject.id },
              );
            });
            const outcomes = await store(writer, batch);
            // The clock of the database tells fractions of a millisecond.
            const at = Date.now() + 1;
            for (const [index, outcome] of outcomes.entries()) {
              acknowledged.push({ row: batch[index]!, outcome, at });
            }
          }
        }),
      );
      expect(await recount(server.sql)).toEqual([]);
      const history = await readHistory(server.sql, decodeId(shop.shopId)!);
      expect(contradictions(history, acknowledged)).toEqual([]);
      expectNothingLost(await storedRevisions(), history, acknowledged);
    },
    120_000,
  );
});

/** An answer with one of some orders, signed or not, or with none. */
function answerWithOrder(orders: number) {
  const order = randomInt(3) > 0 ? `order-${randomInt(orders)}` : undefined;
  return { id: uuidv7(), order_id: order, verified: order !== undefined && randomInt(3) === 0 };
}

function revisionOf(subject: ReturnType<typeof answerWithOrder>): ResponseRow {
  return answer({
    ...subject,
    revision: randomInt(1, 40),
    score: randomInt(11),
    moment: ['checkout', 'delivery'][randomInt(2)]!,
    locale: ['nl', 'en', undefined][randomInt(3)],
  });
}

async function storedRevisions(): Promise<Map<string, number>> {
  const stored = await server.sql<{ id: string; revision: number }[]>`
    select id, revision from responses where shop_id = ${decodeId(shop.shopId)!}`;
  return new Map(stored.map(({ id, revision }) => [id, revision]));
}

/**
 * What stands is never older than what was acknowledged: but for the answers that were refused, and for
 * those that have given way to a signed one.
 */
function expectNothingLost(
  stored: ReadonlyMap<string, number>,
  history: readonly Change[],
  acknowledged: readonly Acknowledged[],
): void {
  const gaveWay = new Set(
    history.flatMap(({ before, after }) => (before && before.id !== after?.id ? [before.id] : [])),
  );
  const lost = acknowledged.filter(
    ({ row, outcome }) =>
      !outcome.refused && !gaveWay.has(row.id) && !((stored.get(row.id) ?? 0) >= outcome.revision),
  );
  expect(lost).toEqual([]);
  expect(stored.size).toBe(acknowledged.filter(({ outcome }) => outcome.created).length);
}
