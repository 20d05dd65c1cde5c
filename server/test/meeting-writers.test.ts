import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../src/config/config.ts';
import { connectDatabase, type Database } from '../src/database/pools.ts';
import type { Sql } from '../src/database/sql.ts';
import { decodeId } from '../src/database/ids.ts';
import type { ResponseRow } from '../src/ingest/row.ts';
import type { Outcome } from '../src/ingest/settle-answers.ts';
import { storeAnswers } from '../src/ingest/store-answers.ts';
import { writeForms } from '../src/ingest/write-form.ts';
import { answerRow } from './harness/answer-row.ts';
import { recount } from './harness/recount.ts';
import { createShop, startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
let shop: CreatedShop;
let [ours, theirs]: [Database, Database] = [undefined!, undefined!];

beforeAll(async () => {
  server = await startTestServer();
  const config = readConfig({ DATABASE_URL: server.databaseUrl });
  [ours, theirs] = await Promise.all([connectDatabase(config), connectDatabase(config)]);
});
afterAll(async () => {
  await Promise.all([ours.close(), theirs.close()]);
  await server.stop();
});
beforeEach(async () => {
  shop = await createShop(server);
});

function answer(fields: Partial<ResponseRow> = {}): ResponseRow {
  return answerRow(shop, fields);
}

async function standing() {
  return server.sql`
    select id, revision, order_id, verified from responses
    where shop_id = ${decodeId(shop.shopId)!} order by order_id nulls last, id`;
}

async function untilSomebodyWaits(): Promise<void> {
  await expect
    .poll(
      async () =>
        server.sql`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      { interval: 5 },
    )
    .not.toHaveLength(0);
}

describe.each(['json', 'values'] as const)('written as %s,', (form) => {
  const store = (...rows: ResponseRow[]) => storeAnswers(ours.writer, rows, [], writeForms[form]);

  /**
   * Another process stores `row` in a transaction, of which the commit comes while we, storing `mine`,
   * wait for it. With `locked`, the id of a response, it has only locked that one when we begin, as it
   * does before it replaces it.
   */
  async function meet(row: ResponseRow, mine: ResponseRow, locked?: string) {
    let stored: Promise<readonly Outcome[]> | undefined;
    await theirs.pool.begin(async (transaction) => {
      const within = transaction as unknown as Sql;
      if (locked) await within`select from responses where id = ${locked} for update`;
      else await storeAnswers(within, [row]);
      stored = store(mine);
      await untilSomebodyWaits();
      if (locked) await storeAnswers(within, [row]);
    });
    return stored!;
  }

  it('a higher signed revision finds its place though a lower one has just taken it', async () => {
    const unsigned = answer({ order_id: 'A' });
    await store(unsigned);
    const signed = answer({ order_id: 'A', verified: true, revision: 2 });
    const stored = await meet(signed, { ...signed, revision: 3, comment: 'Why' }, unsigned.id);
    expect(stored).toEqual([{ created: false, revision: 3 }]);
    expect(await standing()).toEqual([
      { id: signed.id, revision: 3, order_id: 'A', verified: true },
    ]);
    expect(await recount(server.sql)).toEqual([]);
  });

  it('a revision whose response just gave way to a signed one, and that names no order, stands apart', async () => {
    const unsigned = answer({ order_id: 'A' });
    await store(unsigned);
    const signed = answer({ order_id: 'A', verified: true });
    const later = { ...unsigned, order_id: undefined, revision: 5 };
    expect(await meet(signed, later, unsigned.id)).toEqual([{ created: true, revision: 5 }]);
    expect(await standing()).toEqual([
      { id: signed.id, revision: 1, order_id: 'A', verified: true },
      { id: unsigned.id, revision: 5, order_id: null, verified: false },
    ]);
    expect(await recount(server.sql)).toEqual([]);
  });

  it('and one that names the order that it lost is refused', async () => {
    const unsigned = answer({ order_id: 'A' });
    await store(unsigned);
    const signed = answer({ order_id: 'A', verified: true });
    const stored = await meet(signed, { ...unsigned, revision: 5 }, unsigned.id);
    expect(stored).toEqual([{ created: false, revision: 5, refused: true }]);
    expect(await standing()).toEqual([
      { id: signed.id, revision: 1, order_id: 'A', verified: true },
    ]);
  });

  it('who is behind another process is told the revision that stands', async () => {
    const row = answer({ revision: 3 });
    expect(await meet({ ...row, revision: 7 }, row)).toEqual([{ created: false, revision: 7 }]);
    const higher = { ...row, revision: 9 };
    expect(await meet(higher, { ...row, revision: 8 }, row.id)).toEqual([
      { created: false, revision: 9 },
    ]);
    expect(await recount(server.sql)).toEqual([]);
  });

  it('a lower revision of the same batch stands where the higher one’s order is taken', async () => {
    await store(answer({ order_id: 'A', score: 0 }));
    const row = answer({ revision: 2 });
    const [second, first] = [{ ...row, revision: 5, order_id: 'A', score: 4 }, row];
    expect(await store(second, first)).toEqual([
      { created: false, revision: 5 },
      { created: true, revision: 2 },
    ]);
    expect((await standing())[1]).toEqual({
      id: row.id,
      revision: 5,
      order_id: null,
      verified: false,
    });
    expect(await recount(server.sql)).toEqual([]);
  });

  it('an answer that its order refused promises nothing: a lower revision may stand later', async () => {
    await store(answer({ order_id: 'A' }));
    const row = answer({ revision: 9, order_id: 'A' });
    expect(await store(row)).toEqual([{ created: false, revision: 9, refused: true }]);
    const unnamed = { ...row, order_id: undefined, revision: 8 };
    expect(await store(unnamed)).toEqual([{ created: true, revision: 8 }]);
    // Now that it stands, its order refuses it no more: it keeps none.
    expect(await store(row)).toEqual([{ created: false, revision: 9 }]);
    expect((await standing())[1]).toMatchObject({ id: row.id, revision: 9, order_id: null });
  });

  it('a response keeps its order, and what it names instead is free for another', async () => {
    const [kept, late] = [answer({ order_id: 'A', order_value: 10 }), answer({})];
    await store(kept, late);
    await store(
      { ...kept, revision: 2, order_id: 'B', order_value: 20 },
      { ...late, revision: 2, order_id: 'B', order_value: 30, verified: true },
    );
    expect(await standing()).toEqual([
      { id: kept.id, revision: 2, order_id: 'A', verified: false },
      { id: late.id, revision: 2, order_id: 'B', verified: true },
    ]);
    const values = await server.sql`
      select order_value::int as value from responses where shop_id = ${decodeId(shop.shopId)!}
      order by order_id`;
    expect(values).toEqual([{ value: 10 }, { value: 30 }]);
    expect(await recount(server.sql)).toEqual([]);
  });
});
