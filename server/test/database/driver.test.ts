import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../harness/server.ts';
import { until } from '../harness/until.ts';

// `server/patches` fixes this in the driver. Without the patch the first test ends the process.

let url: string;
let killer: postgres.Sql;

beforeAll(async () => {
  url = await createDatabase();
  killer = postgres(url, { max: 1, onnotice: () => {} });
});
afterAll(() => killer.end());

const lost = /^(CONNECTION_CLOSED|CONNECTION_DESTROYED|ECONNRESET|EPIPE|57P01)$/;

async function codeOf(query: PromiseLike<unknown>): Promise<string> {
  return Promise.resolve(query).then(
    () => 'none',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

it('a query on a reserved connection that was cut is rejected, and the pool still works', async () => {
  const sql = postgres(url, { max: 2, onnotice: () => {}, backoff: () => 0.05 });
  for (let round = 0; round < 5; round += 1) {
    const held = await sql.reserve();
    const [row] = await held`select pg_backend_pid() as pid`;
    await killer`select pg_terminate_backend(${row?.['pid']}::int)`;
    expect(await codeOf(held`select 1`)).toMatch(lost);
    expect(await codeOf(held`select 1`)).toMatch(lost);
    await until('the pool goes on', async () => (await codeOf(sql`select 1`)) === 'none');
  }
  await sql.end({ timeout: 1 });
});
