import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPool } from '../../src/database/pools.ts';
import type { Sql } from '../../src/database/sql.ts';
import {
  openWritingConnection,
  type WritingConnection,
  type Work,
} from '../../src/database/transactions.ts';
import { createDatabase } from '../harness/server.ts';

let admin: postgres.Sql;
let url: string;
let connection: WritingConnection;
/** How often the connection was opened. */
let opened = 0;

beforeAll(async () => {
  url = await createDatabase();
  admin = postgres(url, { max: 2, onnotice: () => {} });
  await admin`create table notes (id int primary key, tx text default pg_current_xact_id()::text)`;
  connection = openWritingConnection((onclose) => {
    opened += 1;
    return openPool(url, 1, 4_000, { onclose, max_lifetime: null });
  });
});
afterAll(async () => {
  await connection.end(1);
  await admin.end();
});
beforeEach(async () => {
  await admin`truncate notes`;
});

const insert = (transaction: Sql, id: number) =>
  transaction`insert into notes (id) values (${id})`.execute();

const insertAll =
  (...ids: number[]): Work<void> =>
  (transaction, commit) =>
    commit(ids.map((id) => insert(transaction, id)));

async function stored(): Promise<number[]> {
  return (await admin`select id from notes order by id`).map(({ id }) => id as number);
}

/** Starts a transaction that has written a row and waits for a lock; gives its backend's process id. */
async function startBlocked(id: number, queued: number[] = []) {
  const pid = Promise.withResolvers<number>();
  const running = connection.run(async (transaction, commit) => {
    await insert(transaction, id);
    const [row] = await transaction`select pg_backend_pid() as pid`;
    const blocked = transaction`select pg_sleep(60)`.execute();
    // A statement that the driver has not described yet waits in the driver for those before it.
    const more = queued.map((each) => insert(transaction, each));
    pid.resolve(row!['pid']);
    await commit([blocked, ...more]);
  });
  running.catch(() => {});
  return { running, pid: await pid.promise };
}

const lost = expect.objectContaining({ code: expect.stringMatching(/^(CONNECTION|57P01|E)/) });

it('commits all statements of a run in one transaction', async () => {
  await connection.run(insertAll(1, 2, 3));
  expect(await stored()).toEqual([1, 2, 3]);
  expect(await admin`select distinct tx from notes`).toHaveLength(1);
});

it('runs one transaction after the other, never two at once', async () => {
  const log: string[] = [];
  const work =
    (id: number): Work<void> =>
    async (transaction, commit) => {
      log.push(`begin ${id}`);
      await insert(transaction, id);
      await transaction`select pg_sleep(0.05)`;
      log.push(`end ${id}`);
      await commit([]);
    };
  await Promise.all([connection.run(work(1)), connection.run(work(2))]);
  expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  expect(await admin`select distinct tx from notes`).toHaveLength(2);
});

it('rolls all back when one statement fails, and gives its error rather than that of the next ones', async () => {
  await connection.run(insertAll(1));
  const before = opened;
  await expect(connection.run(insertAll(2, 1, 3))).rejects.toMatchObject({ code: '23505' });
  expect(await stored()).toEqual([1]);
  await connection.run(insertAll(4));
  expect(await stored()).toEqual([1, 4]);
  expect(opened).toBe(before);
});

it('rolls back when the code throws before it commits', async () => {
  const failing = connection.run(async (transaction) => {
    await insert(transaction, 1);
    throw new Error('No');
  });
  await expect(failing).rejects.toThrow('No');
  await connection.run(insertAll(2));
  expect(await stored()).toEqual([2]);
});

it('refuses a commit that rolled back', async () => {
  const swallowing = connection.run(async (transaction, commit) => {
    await insert(transaction, 1);
    await transaction`select 1 / 0`.catch(() => {});
    await commit([]);
  });
  await expect(swallowing).rejects.toThrow('rolled back');
  expect(await stored()).toEqual([]);
});

it.each([{ queued: [] }, { queued: [2, 3] }])(
  'rejects what runs when its backend is killed, and goes on with a fresh connection ($queued)',
  async ({ queued }) => {
    const { running, pid } = await startBlocked(1, queued);
    const next = connection.run(insertAll(9));
    await admin`select pg_terminate_backend(${pid})`;
    await expect(running).rejects.toEqual(lost);
    await next;
    expect(await stored()).toEqual([9]);
  },
);

it('takes a fresh connection after an idle one was killed', async () => {
  await connection.run(insertAll(1));
  await admin`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'nines' and datname = current_database()`;
  await expect
    .poll(() =>
      connection.run(insertAll(2)).then(
        () => 'stored',
        () => 'lost',
      ),
    )
    .toBe('stored');
  expect(await stored()).toEqual([1, 2]);
});

it('rejects what runs when the connection is replaced, and stores nothing of it', async () => {
  const { running } = await startBlocked(1);
  connection.replace(0);
  await expect(running).rejects.toEqual(lost);
  await connection.run(insertAll(2));
  expect(await stored()).toEqual([2]);
});

it('lets what runs finish when it is replaced in time', async () => {
  const running = connection.run(async (transaction, commit) => {
    await transaction`select pg_sleep(0.1)`;
    await commit([insert(transaction, 1)]);
  });
  connection.replace(30);
  await running;
  await connection.run(insertAll(2));
  expect(await stored()).toEqual([1, 2]);
});

it('takes nothing any more once it is ended', async () => {
  const other = openWritingConnection((onclose) => openPool(url, 1, 4_000, { onclose }));
  await other.run(insertAll(1));
  await other.end(1);
  await expect(other.run(insertAll(2))).rejects.toEqual(lost);
  expect(await stored()).toEqual([1]);
});
