import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { mostKeys, type CreatedKey, type Key } from '@nines/shared/wire/key';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { decodeId } from '../../src/database/ids.ts';
import { openPool } from '../../src/database/pools.ts';
import { createKeyUse } from '../../src/shops/key-use.ts';
import { findSecretKey } from '../../src/shops/keys.ts';
import { ask, type Reply } from '../harness/requests.ts';
import { soonSeen, startTestServer, type TestServer } from '../harness/server.ts';
import { adminToken, createShop } from '../harness/shops.ts';

let server: TestServer;
let shop: CreatedShop;
/** The keys of two owners, both older than a day. */
let anna: CreatedKey;
let bram: CreatedKey;

beforeAll(async () => {
  server = await startTestServer({}, soonSeen);
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server);
  anna = await add(shop.secretKey, { name: 'Anna' });
  bram = await add(shop.secretKey, { name: 'Bram' });
  await age();
});

function send(key: string, method: string, path: string, body?: object): Promise<Reply> {
  return ask(server, { secretKey: key }, path, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : null,
  });
}

async function add(key: string, more: object = {}): Promise<CreatedKey> {
  const reply = await send(key, 'POST', '/v1/shop/keys', { kind: 'secret', ...more });
  expect(reply.status).toBe(201);
  return reply.body;
}

const close = async (key: string, { id }: { id: string }) =>
  (await send(key, 'DELETE', `/v1/shop/keys/${id}`)).status;
const works = async (key: string) => (await send(key, 'GET', '/v1/shop')).status === 200;
const restore = async (key: string) => (await send(key, 'POST', '/v1/shop/keys/restore')).status;
const list = async (key: string): Promise<Key[]> =>
  (await send(key, 'GET', '/v1/shop/keys')).body.keys;
const listAsOperator = async (): Promise<Key[]> =>
  (await send(adminToken, 'GET', `/v1/shops/${shop.shopId}/keys`)).body.keys;

/** Makes the keys of the shop two days older. */
async function age(): Promise<void> {
  await server.sql`
    update keys set created_at = created_at - interval '2 days', closed_at = closed_at - interval '2 days'
    where shop_id = ${decodeId(shop.shopId)!}`;
}

describe('a stolen key that closes the keys of all owners', () => {
  it('is undone by any of them, and the thief’s new key goes for good', async () => {
    const thief = await add(anna.key);
    for (const { id, kind } of await list(thief.key)) {
      if (kind === 'secret' && id !== thief.id) expect(await close(thief.key, { id })).toBe(204);
    }
    expect(await works(bram.key)).toBe(false);
    expect(await restore(bram.key)).toBe(204);
    expect(await works(bram.key)).toBe(true);
    expect(await close(bram.key, thief)).toBe(204);
    expect(await works(thief.key)).toBe(false);
    expect(await restore(thief.key)).toBe(401);
    expect((await list(bram.key)).map(({ id }) => id)).not.toContain(thief.id);
  });

  it('leaves the closed key able to restore itself, and to do nothing else', async () => {
    expect(await close(anna.key, bram)).toBe(204);
    for (const [method, path] of [
      ['GET', '/v1/me'],
      ['GET', '/v1/responses'],
      ['GET', '/v1/shop/keys'],
      ['POST', '/v1/shop/keys'],
      ['DELETE', `/v1/shop/keys/${anna.id}`],
      ['GET', '/delighted/v1/metrics'],
    ] as const) {
      expect((await send(bram.key, method, path)).status, path).toBe(401);
    }
    const closed = (await list(anna.key)).find(({ id }) => id === bram.id);
    expect(closed!.closedAt).not.toBeNull();
  });

  it('cannot be undone after a day, nor by a key that is open, unknown or public', async () => {
    expect(await close(anna.key, bram)).toBe(204);
    await age();
    expect(await restore(bram.key)).toBe(401);
    for (const key of [anna.key, shop.publicKey, `${bram.key.slice(0, -4)}0000`]) {
      expect(await restore(key)).toBe(401);
    }
    expect((await list(anna.key)).map(({ id }) => id)).not.toContain(bram.id);
  });

  it('is stopped by the operator, who makes a new key and closes the stolen one for good', async () => {
    const thief = await add(anna.key);
    const own = (await list(thief.key)).filter(({ kind }) => kind === 'secret');
    for (const { id } of own.filter((key) => key.id !== thief.id)) await close(thief.key, { id });
    const path = `/v1/shops/${shop.shopId}/keys`;
    const made = await send(adminToken, 'POST', path, { kind: 'secret', name: 'New' });
    expect(made.body).toMatchObject({ role: 'owner', name: 'New' });
    expect((await send(adminToken, 'DELETE', `${path}/${thief.id}`)).status).toBe(204);
    expect(await works(thief.key)).toBe(false);
    expect(await restore(thief.key)).toBe(401);
    // A key that could still restore itself cannot after this.
    expect((await send(adminToken, 'DELETE', `${path}/${bram.id}`)).status).toBe(204);
    expect(await restore(bram.key)).toBe(401);
    expect(await works(made.body.key)).toBe(true);
  });
});

describe('a change of a key', () => {
  it('takes effect at once and for good: nobody restores the leaked key', async () => {
    const fresh = await add(anna.key);
    expect(await works(anna.key)).toBe(true);
    expect(await close(fresh.key, anna)).toBe(204);
    expect(await works(anna.key)).toBe(false);
    expect(await restore(anna.key)).toBe(401);
    // Also by the successor of the successor.
    const next = await add(fresh.key);
    expect(await close(next.key, fresh)).toBe(204);
    expect(await restore(fresh.key)).toBe(401);
  });

  it('of a lesser role is for good, whoever closes it', async () => {
    const report = await add(shop.secretKey, { role: 'viewer' });
    await age();
    expect(await close(anna.key, report)).toBe(204);
    expect(await restore(report.key)).toBe(401);
  });

  it('leaves the last owner’s key that lasts, whatever else there is', async () => {
    const first = (await list(shop.secretKey)).find(({ lastUsedAt }) => lastUsedAt)!;
    await add(shop.secretKey, { role: 'member' });
    const soon = await add(shop.secretKey, { expiresAt: new Date(Date.now() + 60_000) });
    expect(await close(shop.secretKey, anna)).toBe(204);
    expect(await close(shop.secretKey, bram)).toBe(204);
    expect(await close(shop.secretKey, first)).toBe(409);
    expect(await close(soon.key, first)).toBe(409);
    const path = `/v1/shops/${shop.shopId}/keys/${first.id}`;
    expect((await send(adminToken, 'DELETE', path)).status).toBe(409);
    expect(await close(shop.secretKey, soon)).toBe(204);
  });
});

describe('a key that expires', () => {
  it('stops working at that moment', async () => {
    const key = await add(shop.secretKey, { expiresAt: new Date(Date.now() + 60_000) });
    expect(await works(key.key)).toBe(true);
    await server.sql`update keys set expires_at = now() where id = ${decodeId(key.id)!}`;
    await expect.poll(() => works(key.key)).toBe(false);
    expect((await list(shop.secretKey)).find(({ id }) => id === key.id)?.expiresAt).toBeTruthy();
  });

  it('is of the kind `secret`, as is a role', async () => {
    for (const [name, value] of [
      ['expiresAt', '2030-01-01T00:00:00Z'],
      ['role', 'viewer'],
    ] as const) {
      const body = { kind: 'signing', [name]: value };
      const reply = await send(shop.secretKey, 'POST', '/v1/shop/keys', body);
      expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: name }] } });
    }
  });
});

describe('the list of keys', () => {
  it('tells on which day each secret key was last used', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const usedOf = async (key: CreatedKey) =>
      (await listAsOperator()).find(({ id }) => id === key.id)!.lastUsedAt;
    expect(await usedOf(bram)).toBeNull();
    await works(bram.key);
    await expect.poll(() => usedOf(bram)).toBe(today);
    expect(await usedOf(anna)).toBeNull();
  });

  it('costs one statement a day for each key, which waits for nobody and is made up for', async () => {
    const sql = openPool(server.databaseUrl, 2, 0);
    try {
      let day = Date.parse('2031-03-01T12:00:00Z');
      const use = createKeyUse(sql, pino({ level: 'silent' }), () => day);
      const noted = async (date: string) => {
        const key = (await findSecretKey(sql, bram.key))!;
        for (let time = 0; time < 3; time += 1) use.note(key);
        await use.stop();
        expect((await findSecretKey(sql, bram.key))!.lastUsedOn).toBe(date);
        return key;
      };
      const before = await noted('2031-03-01');
      await sql`update keys set last_used_on = '2031-02-01' where id = ${before.id}`;
      // Noted already: a key from an older cache is not written again.
      await noted('2031-02-01');
      day += 86_400_000;
      await sql.begin(async (holder) => {
        await holder`select from keys where id = ${before.id} for update`;
        await noted('2031-02-01');
      });
      await noted('2031-03-02');
    } finally {
      await sql.end();
    }
  });

  it('ends at fifty of a kind, also when two are added at once', async () => {
    for (const kind of ['public', 'secret', 'signing']) {
      const have = (await list(shop.secretKey)).filter((key) => key.kind === kind).length;
      const adds = Array.from({ length: mostKeys - have + 3 }, () =>
        send(shop.secretKey, 'POST', '/v1/shop/keys', { kind }),
      );
      const replies = await Promise.all(adds);
      const refused = replies.filter(({ status }) => status === 409);
      expect(refused).toHaveLength(3);
      expect(refused[0]!.body.detail).toMatch(/50 keys of each kind/);
    }
    expect(await list(shop.secretKey)).toHaveLength(3 * mostKeys);
  });
});

describe('the keys of a shop by the operator’s routes', () => {
  it('are refused to a shop’s own key, and to a token that is not of this server', async () => {
    const path = `/v1/shops/${shop.shopId}/keys`;
    for (const key of [shop.secretKey, `${adminToken}x`, 'x'.repeat(32)]) {
      expect((await send(key, 'GET', path)).status).toBe(401);
      expect((await send(key, 'POST', path, { kind: 'secret' })).status).toBe(401);
      expect((await send(key, 'DELETE', `${path}/${anna.id}`)).status).toBe(401);
    }
    expect(await works(anna.key)).toBe(true);
  });

  it('are those of that shop only', async () => {
    const other = await createShop(server);
    const path = `/v1/shops/${other.shopId}/keys/${anna.id}`;
    expect((await send(adminToken, 'DELETE', path)).status).toBe(404);
    expect((await send(adminToken, 'GET', '/v1/shops/none/keys')).status).toBe(404);
  });
});
