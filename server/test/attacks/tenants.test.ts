import postgres from 'postgres';
import { languages, textNames } from '@nines/shared/survey/names';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import type { Sql } from '../../src/database/sql.ts';
import { createShopDirectory } from '../../src/shops/directory.ts';
import { hold } from '../harness/hold.ts';
import { startReceiver, type Receiver } from '../harness/receiver.ts';
import { aggregateOf, ask, postAnswer, type Reply } from '../harness/requests.ts';
import { soonSeen, startTestServer, type TestServer } from '../harness/server.ts';
import { beginExport, fillWithAnswers } from '../harness/slow-export.ts';
import { createShop } from '../harness/shops.ts';
import { startImport } from '../harness/slow-import.ts';
import { until } from '../harness/until.ts';

let server: TestServer;
/** The shop that attacks, and another one. */
let shop: CreatedShop;
let other: CreatedShop;

beforeAll(async () => {
  // A reader of exports in this process must take something every second.
  const timings = { ...soonSeen, exportWindowMs: 1_000 };
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' }, timings);
});
afterAll(() => server.stop());
beforeEach(async () => {
  [shop, other] = [await createShop(server), await createShop(server)];
});

function send(by: CreatedShop, method: string, path: string, body?: object): Promise<Reply> {
  const headers = body ? { 'content-type': 'application/json' } : {};
  return ask(server, by, path, { method, headers, body: body ? JSON.stringify(body) : null });
}

describe('a shop that floods with webhooks', () => {
  let hanging: Receiver;
  let quick: Receiver;

  beforeEach(async () => {
    [hanging, quick] = [await startReceiver(), await startReceiver()];
    hanging.reply = () => new Promise(() => {}); // never replies
  });
  afterEach(async () => {
    await hanging.stop();
    await quick.stop();
    await server.sql`delete from webhooks`;
    await server.sql`delete from webhook_events`;
    await server.sql`delete from pgboss.job`;
  });

  async function addWebhooks(of: CreatedShop, url: string, count = 1): Promise<void> {
    for (let index = 0; index < count; index += 1) await send(of, 'POST', '/v1/webhooks', { url });
  }

  it('takes four of the sixteen places, so the event of another shop is sent at once', async () => {
    // Two hosts, because one alone has eight places.
    await addWebhooks(shop, hanging.url, 10);
    await addWebhooks(shop, hanging.url.replace('127.0.0.1', 'localhost'), 10);
    await postAnswer(server, shop, {});
    await until('its places are taken', () => hanging.received.length === 4);
    await addWebhooks(other, quick.url);
    await postAnswer(server, other, {});
    await until('the other shop has its event', () => quick.received.length === 1);
    expect(hanging.received).toHaveLength(4);
  });

  it('and many such shops together send eight requests at once to one host', async () => {
    const shops = [shop, other, await createShop(server), await createShop(server)];
    for (const each of shops) {
      await addWebhooks(each, hanging.url, 5);
      await postAnswer(server, each, {});
    }
    await until('the places of the host are taken', () => hanging.received.length === 8);
    await until('the rest is put off, which is no failed try', async () => {
      const jobs = await server.sql`
        select from pgboss.job where state = 'retry' and retry_count = 0 and started_on is null`;
      return jobs.length > 0;
    });
    expect(hanging.received).toHaveLength(8);
  });

  it('keeps a long row of its own events waiting, and not those of another shop', async () => {
    await addWebhooks(shop, hanging.url);
    await addWebhooks(other, quick.url);
    await server.sql`
      insert into webhook_events (shop_id, type, subject, data)
      select ${Number.parseInt(shop.shopId, 36)}, 'response.created', n::text, '{}'
      from generate_series(1, 3000) as n`;
    await until('its places are taken', () => hanging.received.length === 4);
    await postAnswer(server, other, {});
    await until('the other shop has its event', () => quick.received.length === 1);
    const [row] = await server.sql`
      select (select count(*)::int from webhook_events) as events,
        (select count(*)::int from webhook_deliveries where state = 'pending') as deliveries`;
    expect(row!['events']).toBeGreaterThan(2_000);
    expect(row!['deliveries']).toBeLessThan(900);
  });

  it('to a receiver that is gone has 20,000 deliveries at most, and the rest of its events waits', async () => {
    await addWebhooks(shop, quick.url);
    const [row] = await server.sql`
      insert into webhook_deliveries
        (shop_id, id, webhook_id, event, subject, body, created_at, attempts)
      select shop_id, gen_random_uuid(), id, 'response.created', '', '{}', now(), '[{}]'
      from webhooks, generate_series(1, 20000) where shop_id = ${Number.parseInt(shop.shopId, 36)}
      returning shop_id`;
    await postAnswer(server, shop, {});
    await addWebhooks(other, quick.url);
    await postAnswer(server, other, {});
    await until('the other shop has its event', () => quick.received.length === 1);
    const events = () => server.sql`select shop_id from webhook_events`;
    expect(await events()).toEqual([row]);
    await server.sql`update webhook_deliveries set state = 'failed' where state = 'pending'`;
    await until('its event is on its way', async () => (await events()).length === 0);
  });
});

describe('a shop that piles up settings', () => {
  const name = 'Piled up';
  const add = (settings: object = {}) => send(shop, 'POST', '/v1/surveys', { name, ...settings });
  const remove = (id: string) => send(shop, 'DELETE', `/v1/surveys/${id}`);
  /** Settings of about so many kilobytes. */
  const texts = (kilobytes: number) => {
    const filled = languages.flatMap((language) =>
      textNames.map((text) => [language, text] as const),
    );
    const wanted = filled.slice(0, Math.ceil((kilobytes * 1_024) / 500));
    const result: Record<string, Record<string, string>> = {};
    // Three bytes for each character.
    for (const [language, text] of wanted) (result[language] ??= {})[text] = '€'.repeat(160);
    return result;
  };

  it('stores no label in a language that does not exist', async () => {
    const label = { en: 'Price', 'x-1': 'Filler' };
    const reply = await add({ reasons: [{ id: 'price', label }] });
    const fault = { path: 'reasons.0.label', message: expect.stringContaining('"x-1"') };
    expect(reply).toMatchObject({ status: 422, body: { errors: [fault] } });
  });

  it('stores no settings above 64 kB, neither at first nor in parts', async () => {
    expect(await add({ texts: texts(100) })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('64 kB') },
    });
    const { status, body } = await add({ texts: texts(50) });
    expect(status).toBe(201);
    const reasons = Array.from({ length: 20 }, (_, index) => ({
      id: `r${index}`,
      label: Object.fromEntries(languages.map((language) => [language, '€'.repeat(40)])),
    }));
    const reply = await send(shop, 'PATCH', `/v1/surveys/${body.id}`, { reasons });
    expect(reply).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('64 kB') },
    });
  });

  it('stores no more than 512 kB in all its surveys, also at the same time', async () => {
    const settings = { texts: texts(50) };
    const replies = await Promise.all(Array.from({ length: 14 }, () => add(settings)));
    const refused = replies.filter(({ status }) => status === 422);
    expect(refused.length).toBeGreaterThan(2);
    expect(refused[0]!.body.detail).toContain('512 kB');
  });

  it('has fifty surveys at most', async () => {
    const replies = await Promise.all(Array.from({ length: 52 }, () => add()));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(49);
    expect(replies.find(({ status }) => status === 409)?.body.detail).toContain('50 surveys');
    expect((await send(other, 'POST', '/v1/surveys', { name })).status).toBe(201);
  });

  it('leaves at most fifty surveys without answers behind, and keeps the others', async () => {
    const { id: answered } = (await add()).body;
    const { id: tested } = (await add()).body;
    await postAnswer(server, shop, { survey: answered });
    await postAnswer(server, shop, { survey: tested, test: true });
    for (const id of [answered, tested]) await remove(id);
    for (let count = 0; count < 55; count += 1) await remove((await add()).body.id);
    const rows = await server.sql`
      select id from surveys
      where shop_id = ${Number.parseInt(shop.shopId, 36)} and removed_at is not null`;
    expect(rows).toHaveLength(52);
    for (const survey of [answered, tested]) {
      expect((await postAnswer(server, shop, { survey })).status).toBe(201);
    }
  });

  it('sends no request of more than 128 kB to a private route', async () => {
    expect((await add({ filler: 'x'.repeat(120_000) })).status).toBe(422);
    expect((await add({ filler: 'x'.repeat(132_000) })).status).toBe(413);
  });
});

it('a shop that changes its settings in a loop empties nobody else’s cache', async () => {
  const queries: string[] = [];
  const sql = postgres(server.databaseUrl, { max: 1, debug: (_, text) => queries.push(text) });
  const directory = createShopDirectory(sql as unknown as Sql, 60_000);
  onTestFinished(() => sql.end());
  const [mine, theirs] = [shop.publicKey, other.publicKey];
  expect((await directory.find(mine))?.key).toBe(mine);
  expect((await directory.find(theirs))?.key).toBe(theirs);
  const before = queries.length;
  directory.clear(Number.parseInt(shop.shopId, 36));
  expect((await directory.find(theirs))?.key).toBe(theirs);
  expect(queries).toHaveLength(before);
  expect((await directory.find(mine))?.key).toBe(mine);
  expect(queries.length).toBeGreaterThan(before);
});

it('whoever sends many keys that there are not takes two connections to look for them', async () => {
  const sql = postgres(server.databaseUrl, { max: 8 });
  onTestFinished(() => sql.end());
  const directory = createShopDirectory(sql as unknown as Sql, 60_000);
  await directory.find(other.publicKey);
  await Promise.all(Array.from({ length: 8 }, () => sql`select pg_sleep(0.01)`));
  const locked = await hold(
    server.sql,
    (transaction) => transaction`lock table keys in access exclusive mode`,
  );
  const unknown = (index: number) =>
    `${other.publicKey.slice(0, -16)}${String(index).padStart(16, '0')}`;
  const found = Promise.all(
    Array.from({ length: 20 }, (_, index) => directory.find(unknown(index))),
  );
  await until('two wait', async () => {
    const rows = await server.sql`
      select from pg_locks where not granted and relation = 'keys'::regclass`;
    return rows.length === 2;
  });
  // The others are free for the shops that there are.
  expect(await sql`select 1 as one`).toMatchObject([{ one: 1 }]);
  await locked.release();
  expect(new Set(await found)).toEqual(new Set([undefined]));
});

describe('a shop that holds on to what is shared', () => {
  it('by reading its exports too slowly is cut off', async () => {
    // More than the sockets buffer.
    await fillWithAnswers(server, shop, 60_000);
    const slow = [await beginExport(server, shop), await beginExport(server, shop)];
    expect(slow.map(({ status }) => status)).toEqual([200, 200]);
    expect((await beginExport(server, shop)).status).toBe(429);
    await until('both places are free', async () => {
      const tries = [await beginExport(server, shop), await beginExport(server, shop)];
      for (const { close } of tries) close();
      return tries.every(({ status }) => status === 200);
    });
    for (const { read } of slow) await expect(read()).rejects.toThrow('aborted');
    // One that reads gets all.
    const whole = await until('a place is free', async () => {
      const begun = await beginExport(server, shop);
      return begun.status === 200 && begun;
    });
    await whole.read();
  });

  it('by importing slowly many times is refused, and another shop is not', async () => {
    const slow = [startImport(server, shop), startImport(server, shop)];
    for (const { send: sendPart } of slow) await sendPart('date,score\n2026-05-01,9\n');
    const body = 'date,score\n2026-05-01,9\n';
    const importAs = (by: CreatedShop) =>
      ask(server, by, '/v1/imports', {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body,
      });
    const refused = await until('both have begun', async () => {
      const reply = await importAs(shop);
      return reply.status === 429 && reply;
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await importAs(other)).body).toMatchObject({ stored: 1 });
    for (const { end } of slow) expect((await end()).status).toBe(200);
    expect((await importAs(shop)).status).toBe(200);
  });
});

it('a shop that asks for one recount after another keeps no other shop waiting for its own', async () => {
  const move = (by: CreatedShop, timezone: string) => send(by, 'PATCH', '/v1/shop', { timezone });
  await move(shop, 'Asia/Tokyo');
  let isOver = false;
  const attack = (async () => {
    for (let turn = 0; !isOver; turn += 1) {
      await move(shop, ['Europe/Paris', 'Asia/Tokyo'][turn % 2]!);
    }
  })();
  try {
    const isRecounting = async () => (await aggregateOf(server, other)).recounting;
    await move(other, 'America/New_York');
    expect(await isRecounting()).toBe(true);
    await until('the other shop was recounted', async () => !(await isRecounting()));
  } finally {
    isOver = true;
    await attack;
  }
});
