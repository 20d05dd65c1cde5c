import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Key } from '@nines/shared/wire/key';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { decodeId } from '../../src/database/ids.ts';
import { caseDesk } from '../harness/case-desk.ts';
import { aggregateOf, ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { adminToken, createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let one: CreatedShop;
let other: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
  one = await createShop(server, { name: 'One', locale: 'nl-NL' });
  other = await createShop(server, { name: 'Other', locale: 'en' });
});
afterAll(() => server.stop());

describe('creating a shop', () => {
  const make = (body: unknown, token = adminToken) =>
    ask(server, { secretKey: token }, '/v1/shops', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('returns keys, a survey in its language and the tag', async () => {
    expect(one.snippet).toBe(`<script async src="${server.url}/w/${one.publicKey}.js"></script>`);
    const { body } = await ask(server, one, '/v1/surveys');
    expect(body.surveys).toMatchObject([{ id: one.surveyId, scale: '0-10', language: 'nl' }]);
  });

  it('keeps the secret key as a hash only', async () => {
    const rows = await server.sql`select token from keys where kind = 'secret'`;
    const secrets = new Set([one.secretKey, other.secretKey]);
    expect(rows.filter((row) => secrets.has(row['token']))).toEqual([]);
  });

  it('requires the ADMIN_TOKEN', async () => {
    expect((await make({ name: 'X', origins: [] }, 'x'.repeat(20))).status).toBe(401);
    expect((await make({ name: 'X', origins: [] }, one.secretKey)).status).toBe(401);
  });

  it.each([
    ['origins.0', { name: 'X', origins: ['https://shop.example/path'] }],
    ['timezone', { name: 'X', origins: [], timezone: 'Europe/Atlantis' }],
    // Zones that only the JavaScript engine has, or that differ in the database.
    ['timezone', { name: 'X', origins: [], timezone: 'SystemV/AST4' }],
    ['timezone', { name: 'X', origins: [], timezone: 'AST' }],
    ['timezone', { name: 'X', origins: [], timezone: 'IST' }],
    ['currency', { name: 'X', origins: [], currency: 'euro' }],
    ['name', { name: ' ', origins: [] }],
  ])('says that %s is wrong', async (path, body) => {
    const reply = await make(body);
    expect(reply.status).toBe(422);
    expect(reply.body.errors[0].path).toBe(path);
  });
});

describe('a key', () => {
  it('is required', async () => {
    for (const secretKey of ['', 'sk_1_' + '0'.repeat(64), one.publicKey]) {
      const reply = await ask(server, { secretKey }, '/v1/shop');
      expect(reply.status).toBe(401);
      expect(reply.headers.get('www-authenticate')).toBe('Bearer');
      expect(reply.body.errors).toEqual([{ path: '', message: reply.body.detail }]);
    }
  });

  it('gives access to its own shop only', async () => {
    const id = uuidv7();
    await postAnswer(server, one, { id, comment: 'Ours' });
    const foreign = [
      `/v1/surveys/${one.surveyId}`,
      `/v1/surveys/${one.surveyId}/aggregate`,
      `/v1/responses/${id}`,
    ];
    for (const path of foreign) {
      expect((await ask(server, one, path)).status).toBe(200);
      expect((await ask(server, other, path)).status).toBe(404);
    }
    expect((await ask(server, other, '/v1/shop')).body.name).toBe('Other');
    expect((await ask(server, other, '/v1/responses')).body.responses).toEqual([]);
    expect((await aggregateOf(server, other)).total.responses).toBe(0);
    const patch = await ask(server, other, `/v1/surveys/${one.surveyId}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Taken' }),
    });
    expect(patch.status).toBe(404);
  });

  it('lets two shops use the same id of an answer', async () => {
    const id = uuidv7();
    const [ours, theirs] = [caseDesk(server, one), caseDesk(server, other)];
    const responseOf = async (shop: CreatedShop) =>
      (await ask(server, shop, `/v1/responses/${id}`)).body;
    for (const shop of [one, other]) {
      const reply = await postAnswer(server, shop, { id, score: 2, customer: { id: 'c' } });
      expect(reply.status).toBe(201);
    }
    await postAnswer(server, one, { id, score: 3, revision: 2, comment: 'Ours' });
    expect(await responseOf(one)).toMatchObject({ score: 3, revision: 2, comment: 'Ours' });
    expect(await responseOf(other)).toMatchObject({ score: 2, revision: 1, comment: null });
    const customer = { id: 'c' };
    await postAnswer(server, other, { id, score: 4, revision: 2, comment: 'Theirs', customer });
    expect(await responseOf(one)).toMatchObject({ score: 3, revision: 2, comment: 'Ours' });
    expect(await responseOf(other)).toMatchObject({ score: 4, revision: 2, comment: 'Theirs' });
    await theirs.patch(id, { owner: 'Eva' });
    expect((await ours.find(id)).body).toMatchObject({ score: 3, owner: null });
    expect((await theirs.find(id)).body).toMatchObject({ score: 4, owner: 'Eva' });
    await ours.patch(id, { owner: 'Anna' });
    expect((await ours.find(id)).body).toMatchObject({ score: 3, owner: 'Anna' });
    expect((await theirs.find(id)).body).toMatchObject({ score: 4, owner: 'Eva' });
    await theirs.send('DELETE', '/v1/customers/c');
    expect((await theirs.find(id)).status).toBe(404);
    expect((await ours.find(id)).body).toMatchObject({ comment: 'Ours', owner: 'Anna' });
  });
});

describe('keys', () => {
  const keys = async (shop: CreatedShop) => (await ask(server, shop, '/v1/shop/keys')).body.keys;
  const add = (shop: CreatedShop, kind: string) =>
    ask(server, shop, '/v1/shop/keys', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind }),
    });
  const close = (shop: CreatedShop, id: string) =>
    ask(server, shop, `/v1/shop/keys/${id}`, { method: 'DELETE' });

  it('can be replaced by adding one and closing the other', async () => {
    const shop = await createShop(server);
    const old = (await keys(shop)).find(({ kind }: Key) => kind === 'secret');
    expect(old.key).toBeNull();
    const { status, body: fresh } = await add(shop, 'secret');
    expect(status).toBe(201);
    const renewed = { ...shop, secretKey: fresh.key };
    expect((await close(renewed, old.id)).status).toBe(204);
    expect((await ask(server, shop, '/v1/shop')).status).toBe(401);
    expect((await ask(server, renewed, '/v1/shop')).status).toBe(200);
  });

  it('of the tag accept answers until they are closed', async () => {
    const shop = await createShop(server);
    const second = { ...shop, publicKey: (await add(shop, 'public')).body.key };
    expect((await postAnswer(server, second, {})).status).toBe(201);
    const first = (await keys(shop)).find(({ key }: Key) => key === shop.publicKey);
    await close(shop, first.id);
    expect((await postAnswer(server, shop, {})).status).toBe(404);
    expect((await postAnswer(server, second, {})).status).toBe(201);
  });

  it('never go to the last one when two are closed at once', async () => {
    const shop = await createShop(server);
    await add(shop, 'public');
    const open = async () =>
      (await keys(shop)).filter(({ kind }: Key) => kind === 'public') as Key[];
    const closing = await server.sql.begin(async (transaction) => {
      await transaction`
        select from keys where shop_id = ${decodeId(shop.shopId)!} for update`;
      const replies = (await open()).map(({ id }) => close(shop, id));
      await until('both wait for the keys', async () => {
        const [row] = await server.sql<{ count: number }[]>`
          select count(*)::int from pg_locks where not granted and pid in
            (select pid from pg_stat_activity where datname = current_database())`;
        return row!.count === 2;
      });
      return { replies };
    });
    const statuses = (await Promise.all(closing.replies)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([204, 409]);
    expect(await open()).toHaveLength(1);
  });

  it('cannot be closed when they are the last, or of another shop', async () => {
    const shop = await createShop(server);
    const own: Key[] = await until('its use is noted', async () => {
      const found: Key[] = await keys(shop);
      return found.some(({ lastUsedAt }) => lastUsedAt !== null) && found;
    });
    for (const { id } of own) expect((await close(shop, id)).status).toBe(409);
    for (const { id } of await keys(other)) expect((await close(shop, id)).status).toBe(404);
    expect(await keys(shop)).toEqual(own);
    expect((await add(shop, 'golden')).body.errors[0].path).toBe('kind');
  });
});

describe('settings', () => {
  const patch = (path: string, body: unknown) =>
    ask(server, one, path, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('can be changed in part, with effect at once', async () => {
    const changed = await patch('/v1/shop', { origins: ['https://new.example'] });
    expect(changed.body).toMatchObject({ name: 'One', origins: ['https://new.example'] });
    const headers = { origin: 'https://new.example' };
    expect((await postAnswer(server, one, {}, headers)).status).toBe(201);
  });

  it('of a survey can be changed in part, except its scale', async () => {
    const path = `/v1/surveys/${one.surveyId}`;
    const reasons = [{ id: 'delivery', label: { nl: 'Levering' } }];
    const changed = await patch(path, { reasons, scale: '1-10' });
    expect(changed.body).toMatchObject({ reasons, scale: '0-10' });
    expect((await postAnswer(server, one, { reasons: ['delivery'] })).status).toBe(201);
  });

  it('spell a time zone as the database does, and refuse unknown ones', async () => {
    const shop = async () => (await ask(server, one, '/v1/shop')).body.timezone;
    for (const timezone of ['SystemV/AST4', 'BST', 'Europe/Atlantis', '+02:00']) {
      const reply = await patch('/v1/shop', { timezone });
      expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'timezone' }] } });
    }
    expect(await shop()).toBe('Europe/Amsterdam');
    expect((await patch('/v1/shop', { timezone: 'america/new_york' })).status).toBe(200);
    expect(await shop()).toBe('America/New_York');
    expect((await patch('/v1/shop', { timezone: 'UTC' })).body.timezone).toBe('UTC');
    expect((await postAnswer(server, one, {})).status).toBe(201);
  });

  it('that are invalid are refused with their path', async () => {
    const reply = await patch(`/v1/surveys/${one.surveyId}`, { display: { delay: -1 } });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'display.delay' }] } });
    expect((await patch('/v1/shop', { nmae: 'X' })).status).toBe(422);
  });

  it('of a survey keep both of two concurrent changes', async () => {
    const shop = await createShop(server);
    const change = (body: object) =>
      ask(server, shop, `/v1/surveys/${shop.surveyId}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const both = await server.sql.begin(async (holder) => {
      await holder`select from surveys where id = ${decodeId(shop.surveyId)!} for update`;
      const changes = [change({ name: 'Renamed' }), change({ segments: ['plan', 'a,b'] })];
      await until('both wait for it', async () => {
        const [row] = await server.sql<[{ waiting: number }]>`
          select count(*)::int as waiting from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`;
        return row.waiting === 2;
      });
      // Not awaited here: they continue when this transaction has ended.
      return { changes };
    });
    const replies = await Promise.all(both.changes);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    const { body } = await ask(server, shop, `/v1/surveys/${shop.surveyId}`);
    expect(body).toMatchObject({ name: 'Renamed', segments: ['plan', 'a,b'] });
  });

  it('of a survey on the 1–10 scale refuse a 0', async () => {
    const { body: survey } = await ask(server, one, '/v1/surveys', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Kiyoh style', scale: '1-10' }),
    });
    const reply = await postAnswer(server, one, { survey: survey.id, score: 0 });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'score' }] } });
    expect((await postAnswer(server, one, { survey: survey.id, score: 1 })).status).toBe(201);
  });
});
