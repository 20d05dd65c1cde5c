import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { createRetention, type Retention } from '../../src/retention/retention.ts';
import { ninesProcess } from '../harness/nines-process.ts';
import { freePort } from '../harness/ports.ts';
import { recount } from '../harness/recount.ts';
import { aggregateOf, ask, post, postAnswer } from '../harness/requests.ts';
import { createDatabase, soonSeen, startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';
import { onOnePostgres } from '../harness/one-postgres.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer({}, soonSeen);
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server);
});

/** Everything that the database holds of this shop, as text. */
async function everything(): Promise<string> {
  const tables = await server.sql<{ name: string }[]>`
    select table_name as name from information_schema.columns
    where column_name = 'shop_id' and table_schema = 'public'`;
  const parts = [];
  for (const { name } of tables) {
    const rows = await server.sql`
      select to_jsonb(t) as row from ${server.sql(name)} t
      where shop_id = ${Number.parseInt(shop.shopId, 36)}`;
    parts.push(`${name}: ${JSON.stringify(rows)}`);
  }
  return parts.join('\n');
}

/** The number of queries of this database that wait for a lock. */
async function waiters(): Promise<number> {
  const [row] = await server.sql<{ count: number }[]>`
    select count(*)::int from pg_locks
    where not granted and pid in
      (select pid from pg_stat_activity where datname = current_database())`;
  return row!.count;
}

/** The personal data of one shopper: each text can be searched for. */
function tracesOf(name: string) {
  return {
    comment: `comment-${name}`,
    replyTo: `Reply-${name}@shopper.example`,
    url: `https://shop.example/thanks?who=url-${name}`,
    order: { id: `order-${name}`, value: 12.5, currency: 'EUR' },
    properties: { [`key-${name}`]: `value-${name}` },
  };
}

async function erase(ref: string) {
  return ask(server, shop, `/v1/customers/${encodeURIComponent(ref)}`, { method: 'DELETE' });
}
async function show(ref: string) {
  return ask(server, shop, `/v1/customers/${encodeURIComponent(ref)}`);
}

describe('a person', () => {
  it.each([
    ['the shop’s own id', { id: 'klant/17 ?' }, () => 'klant/17 ?'],
    ['the e-mail address', { email: 'Anna@Shopper.example' }, () => ' anna@shopper.EXAMPLE'],
    ['the hash of a response', { id: 'klant-18' }, (hash: string) => hash],
    ['the longest id there may be', { id: 'ü'.repeat(128) }, () => 'ü'.repeat(128)],
  ])('is shown and erased by %s, and the counts stay', async (_, customer, refOf) => {
    const id = uuidv7();
    const order = { id: 'order-gone', value: 4321.5, currency: 'JPY' };
    await postAnswer(server, shop, { id, score: 3, customer, ...tracesOf('gone'), order });
    const view = { id: uuidv7(), key: shop.publicKey, kind: 'order', customer, order };
    await post(server, '/v1/views', JSON.stringify(view));
    await postAnswer(server, shop, { customer: { id: 'another' }, ...tracesOf('stays') });
    const before = await aggregateOf(server, shop, 'by=moment');

    const ref = refOf((await ask(server, shop, `/v1/responses/${id}`)).body.customer);
    const shown = await show(ref);
    expect(shown.status).toBe(200);
    expect(shown.body.responses).toMatchObject([{ id, comment: 'comment-gone' }]);
    expect(shown.body.views).toMatchObject([{ id: view.id, order: { id: 'order-gone' } }]);

    expect(await erase(ref)).toMatchObject({ status: 200, body: { responses: 1, views: 1 } });
    const left = await everything();
    expect(left).not.toMatch(/gone|4321\.5|JPY/i);
    expect(left).toMatch(/comment-stays/);
    expect(await aggregateOf(server, shop, 'by=moment')).toEqual(before);
    expect(await recount(server.sql)).toEqual([]);
    expect((await show(ref)).status).toBe(404);
    expect(await erase(ref)).toMatchObject({ status: 200, body: { responses: 0, views: 0 } });
    const stored = await ask(server, shop, `/v1/responses/${id}`);
    expect(stored.body).toMatchObject({ score: 3, customer: null, order: null, properties: {} });
  });

  it('is found by the address that they left for a reply', async () => {
    await postAnswer(server, shop, tracesOf('gone'));
    expect((await show('reply-gone@shopper.example')).body.responses).toHaveLength(1);
    expect((await erase('reply-gone@shopper.example')).body.responses).toBe(1);
    expect(await everything()).not.toMatch(/gone/i);
  });

  it('who was erased is not restored by a revision that arrives later', async () => {
    const answer = { id: uuidv7(), score: 3, customer: { id: 'c' }, ...tracesOf('gone') };
    await postAnswer(server, shop, answer);
    await erase('c');
    for (const revision of [1, 2, 1_000]) {
      expect((await postAnswer(server, shop, { ...answer, revision, score: 9 })).status).toBe(200);
    }
    expect(await everything()).not.toMatch(/gone/i);
    expect((await aggregateOf(server, shop)).total.scores[3]).toBe(1);
  });

  it('has another reference in each shop, so that no two shops can compare', async () => {
    const other = await createShop(server);
    const refs = await Promise.all(
      [shop, other].map(async (each) => {
        await postAnswer(server, each, { customer: { id: 'c' } });
        return (await ask(server, each, '/v1/responses')).body.responses[0].customer;
      }),
    );
    expect(refs).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.any(String)]);
    expect(refs[0]).not.toBe(refs[1]);
  });

  it('of another shop is a 404', async () => {
    await postAnswer(server, shop, { customer: { id: 'c' }, ...tracesOf('mine') });
    const customer = { id: 'c' };
    const view = { id: uuidv7(), key: shop.publicKey, kind: 'order', order: { id: '1' }, customer };
    await post(server, '/v1/views', JSON.stringify(view));
    const [{ ref }] = (await server.sql`
      select customer_ref as ref from responses where shop_id = ${Number.parseInt(shop.shopId, 36)}`) as unknown as [
      { ref: string },
    ];
    const other = await createShop(server);
    for (const name of ['c', ref]) {
      expect((await ask(server, other, `/v1/customers/${name}`)).status).toBe(404);
      const erased = await ask(server, other, `/v1/customers/${name}`, { method: 'DELETE' });
      expect(erased.body).toMatchObject({ responses: 0, views: 0 });
    }
    expect(await everything()).toMatch(/comment-mine/);
    const nobody = { secretKey: 'sk_1_0' };
    expect((await ask(server, nobody, '/v1/customers/c', { method: 'DELETE' })).status).toBe(401);
  });

  it('stays counted in their segment after a recount', async () => {
    const { status } = await ask(server, shop, `/v1/surveys/${shop.surveyId}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ segments: ['plan'] }),
    });
    expect(status).toBe(200);
    const answered = () => aggregateOf(server, shop, 'by=property.plan');
    await expect
      .poll(async () => {
        for (const id of ['c', '1', '2', '3', '4', '5']) {
          await postAnswer(server, shop, { customer: { id }, properties: { plan: 'pro' } });
        }
        return (await answered()).breakdown.length;
      })
      .toBeGreaterThan(0);
    await erase('c');
    const before = (await answered()).breakdown;
    await ask(server, shop, '/v1/shop', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ timezone: 'Pacific/Auckland' }),
    });
    await expect.poll(async () => (await server.sql`select from recounts`).length).toBe(0);
    const total = (rows: typeof before) => rows.map(({ value, responses }) => [value, responses]);
    expect(
      total(
        (
          await aggregateOf(
            server,
            shop,
            'by=property.plan&to=2100-01-01&from=2020-01-01&interval=year',
          )
        ).breakdown,
      ),
    ).toEqual(total(before));
    expect(await recount(server.sql)).toEqual([]);
  });
});

describe('retention', () => {
  let database: Database;
  beforeAll(async () => {
    database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
  });
  afterAll(() => database.close());

  const log = pino({ level: 'silent' });

  /** Runs a round of its own. The server may be running one at the same time. */
  async function run(retainer: Retention): Promise<number> {
    for (;;) {
      const cleared = await retainer.run();
      if (cleared !== undefined) return cleared;
      await sleep(20);
    }
  }

  const inDays = (days: number) => () => new Date(Date.now() + days * 86_400_000);

  async function keepFor(retentionDays: number | null) {
    return ask(server, shop, '/v1/shop', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ retentionDays }),
    });
  }

  it('erases personal data after the shop’s number of days and keeps the counts', async () => {
    expect((await ask(server, shop, '/v1/shop')).body.retentionDays).toBeNull();
    expect((await keepFor(30)).body.retentionDays).toBe(30);
    const customer = { email: 'gone@shopper.example' };
    for (let index = 0; index < 40; index += 1) {
      await postAnswer(server, shop, { customer, ...tracesOf(`gone-${index}`) });
    }
    const order = { id: 'order-gone' };
    const view = { id: uuidv7(), key: shop.publicKey, kind: 'order', customer, order };
    await post(server, '/v1/views', JSON.stringify(view));
    const before = await aggregateOf(server, shop);

    const early = createRetention(database.pool, log, { now: inDays(29) });
    expect(await run(early)).toBe(0);
    expect(await everything()).toMatch(/comment-gone-39/);
    const late = createRetention(database.pool, log, { now: inDays(31) });
    expect(await run(late)).toBe(41);
    expect(await everything()).not.toMatch(/gone/i);
    expect(await run(late)).toBe(0);
    expect(await aggregateOf(server, shop)).toEqual(before);
    expect(await recount(server.sql)).toEqual([]);
    await Promise.all([early.stop(), late.stop()]);
  });

  it('clears a response that is a millisecond older than that, and none that is not older', async () => {
    await keepFor(30);
    const answeredAt = Date.now();
    await postAnswer(server, shop, { id: uuidv7(answeredAt), ...tracesOf('old') });
    for (const [older, cleared] of [
      [0, 0],
      [1, 1],
    ] as const) {
      const now = new Date(answeredAt + older + 30 * 86_400_000);
      const retainer = createRetention(database.pool, log, { now: () => now });
      expect(await run(retainer)).toBe(cleared);
      await retainer.stop();
    }
  });

  it('erases nothing without a retention period', async () => {
    await postAnswer(server, shop, tracesOf('kept'));
    await keepFor(1);
    expect((await keepFor(null)).body.retentionDays).toBeNull();
    // It stays when other settings are changed.
    await keepFor(7);
    await ask(server, shop, '/v1/shop', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Another name' }),
    });
    expect((await ask(server, shop, '/v1/shop')).body.retentionDays).toBe(7);
    await keepFor(null);
    const retainer = createRetention(database.pool, log, { now: inDays(4_000) });
    await run(retainer);
    expect(await everything()).toMatch(/comment-kept/);
    await retainer.stop();
  });

  it.each([0, -1, 1.5, 100_000, '30'])('refuses a period of %s days', async (days) => {
    const reply = await keepFor(days as number);
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'retentionDays' }] } });
  });

  onOnePostgres('runs in one process at a time', async () => {
    const other = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
    await keepFor(1);
    for (let index = 0; index < 20; index += 1)
      await postAnswer(server, shop, tracesOf(`x-${index}`));
    const retainers = [database.pool, other.pool].map((sql) =>
      createRetention(sql, log, { now: inDays(3) }),
    );
    // One waits for the lock of a row. The other finds that a round is running and skips.
    const locked = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const held = server.sql.begin(async (transaction) => {
      await transaction`select from responses for update`;
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    const first = run(retainers[0]!);
    try {
      await expect.poll(waiters).toBeGreaterThan(0);
      expect(await retainers[1]!.run()).toBeUndefined();
    } finally {
      release.resolve();
      await held;
    }
    expect(await first).toBeGreaterThanOrEqual(20);
    expect(await run(retainers[1]!)).toBe(0);
    for (const retainer of retainers) await retainer.stop();
    await other.close();
  });

  it('runs automatically', async () => {
    await keepFor(1);
    await postAnswer(server, shop, tracesOf('gone'));
    const retainer = createRetention(database.pool, log, { now: inDays(3), interval: 20 });
    try {
      await expect.poll(everything).not.toMatch(/gone/i);
    } finally {
      await retainer.stop();
    }
  });
});

it('no address, name or text of a shopper is logged at any level', async () => {
  const nines = ninesProcess(await freePort(), {
    DATABASE_URL: await createDatabase(),
    LOG_LEVEL: 'trace',
    TRUST_PROXY: '1',
  });
  await nines.start();
  try {
    const { publicKey } = await createShop(nines);
    const send = (body: string, path = '/v1/responses') =>
      fetch(nines.url + path, {
        method: 'POST',
        headers: { 'x-forwarded-for': '203.0.113.77', 'user-agent': 'secret-agent' },
        body,
      });
    const right = { id: uuidv7(), key: publicKey, score: 2, ...tracesOf('secret') };
    const customer = { email: 'secret@shopper.example' };
    expect((await send(JSON.stringify({ ...right, customer }))).status).toBe(201);
    expect((await send(JSON.stringify({ ...right, score: 'secret' }))).status).toBe(422);
    expect((await send('{"secret')).status).toBe(400);
    expect((await send('{}', '/v1/secret?email=secret')).status).toBe(404);
    await expect.poll(() => nines.log().match(/"status":404/)).not.toBeNull();
    expect(nines.log()).toMatch(/"route":"\/v1\/responses"/);
    expect(nines.log()).not.toMatch(/secret|203\.0\.113|shopper\.example/i);
  } finally {
    await nines.stop();
  }
});
