import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';
import { onOnePostgres } from '../harness/one-postgres.ts';

let server: TestServer;
let shop: CreatedShop;
const unheard: unknown[] = [];
const hear = (error: unknown) => void unheard.push(error);

beforeEach(async () => {
  unheard.length = 0;
  process.on('unhandledRejection', hear);
  server = await startTestServer();
  shop = await createShop(server);
  return () => server.stop();
});
afterEach(() => process.off('unhandledRejection', hear));

onOnePostgres('reports a row that the database refuses, and stores the others', async () => {
  // For example a database with fewer time zones than the server.
  await server.sql`
    create function refuse() returns trigger language plpgsql as $$
    begin
      if new.score = 3 then raise exception 'no such value' using errcode = '22023'; end if;
      return new;
    end $$`;
  await server.sql`
    create trigger refuse before insert on responses for each row execute function refuse()`;
  const { reply } = importSlowly([9, 3, 7].map(answer));
  const { status, report } = await reply;
  expect(status).toBe(200);
  expect(report).toMatchObject({ stored: 2, rejected: 1, errors: [{ line: 2 }] });
  expect(unheard).toEqual([]);
});

it('an import that cannot be stored ends with an error, not with the end of the process', async () => {
  await server.sql`alter table responses rename to elsewhere`;
  const { reply } = importSlowly([answer(9)]);
  expect((await reply).status).toBe(500);
  expect(unheard).toEqual([]);
});

function answer(score: number): object {
  return { id: uuidv7(), score, answeredAt: '2026-05-01T12:00:00Z' };
}

/** Sends the lines, and keeps the body open until the server has tried to store them. */
function importSlowly(lines: readonly object[]) {
  async function* body() {
    yield Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await sleep(700);
  }
  const reply = fetch(`${server.url}/v1/imports`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${shop.secretKey}`,
      'content-type': 'application/x-ndjson',
    },
    body: ReadableStream.from(body()),
    duplex: 'half',
  }).then(async (response) => ({ status: response.status, report: await response.json() }));
  return { reply };
}
