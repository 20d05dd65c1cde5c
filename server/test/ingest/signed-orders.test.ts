import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { orderToken, signingKeysOf, signOrder } from '../harness/orders.ts';
import { recount } from '../harness/recount.ts';
import { aggregateOf, ask, post, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(await recount(server.sql)).toEqual([]);
  await server.stop();
});
beforeEach(async () => {
  shop = await createShop(server);
});

const send = (method: string, path: string, body?: object) =>
  ask(server, shop, path, {
    method,
    ...(body && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
const token = (claims: Record<string, unknown>) => orderToken(server, shop, claims);
const stored = async (id: string) => (await ask(server, shop, `/v1/responses/${id}`)).body;

describe('an unsigned order', () => {
  it('does not conflict when many answers name it', async () => {
    const order = { id: '5001' };
    expect((await postAnswer(server, shop, { score: 0, order })).status).toBe(201);
    expect((await postAnswer(server, shop, { score: 10, order })).status).toBe(201);
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => postAnswer(server, shop, { order })),
    );
    expect(replies.every(({ status }) => status === 201)).toBe(true);
    expect((await aggregateOf(server, shop)).total.responses).toBe(22);
    const list = await ask(server, shop, '/v1/responses?order=5001');
    expect(list.body.responses).toHaveLength(20);
    expect(list.body.responses[0]).toMatchObject({ verified: false, order: { id: '5001' } });
  });

  it('does not block the answer with the signed order, before or after', async () => {
    await postAnswer(server, shop, { score: 0, order: { id: '5001' } });
    const id = uuidv7();
    const signed = { id, order: { token: await token({ order: '5001', value: 10 }) } };
    expect(await postAnswer(server, shop, signed)).toMatchObject({ status: 201, body: { id } });
    expect((await postAnswer(server, shop, { order: { id: '5001' } })).status).toBe(201);
    expect(await stored(id)).toMatchObject({ verified: true, order: { id: '5001', value: 10 } });
  });

  it('is replaced by a revision, like the whole answer', async () => {
    const id = uuidv7();
    await postAnswer(server, shop, { id, order: { id: '1' } });
    await postAnswer(server, shop, { id, revision: 2, order: { id: '2', value: 3 } });
    expect(await stored(id)).toMatchObject({ order: { id: '2', value: 3 }, verified: false });
  });
});

describe('a signed order', () => {
  it('needs only its token, which replaces unsigned values', async () => {
    const claims = {
      order: '1001',
      value: 59.95,
      currency: 'EUR',
      customer: 'c-17',
      moment: 'delivery',
      exp: Math.floor(Date.now() / 1e3) + 60,
    };
    const id = uuidv7();
    const beside = { id: 'other', value: 1, currency: 'USD' };
    const answer = {
      id,
      moment: 'checkout',
      customer: { id: 'somebody' },
      order: {
        ...beside,
        token: await token(claims),
      },
    };
    expect((await postAnswer(server, shop, answer)).status).toBe(201);
    const response = await stored(id);
    expect(response).toMatchObject({
      verified: true,
      moment: 'delivery',
      order: {
        id: '1001',
        value: 59.95,
        currency: 'EUR',
      },
    });
    const found = await ask(server, shop, '/v1/customers/c-17');
    expect(found.body.responses).toEqual([response]);
    expect((await ask(server, shop, '/v1/customers/somebody')).status).toBe(404);
  });

  it('has one answer for each survey and moment: another id gets 200 and changes nothing', async () => {
    const order = { token: await token({ order: '7' }) };
    const id = uuidv7();
    expect((await postAnswer(server, shop, { id, score: 9, order })).status).toBe(201);
    const second = uuidv7();
    const reply = await postAnswer(server, shop, { id: second, score: 0, order });
    expect(reply).toMatchObject({ status: 200, body: { id: second, revision: 1 } });
    expect((await ask(server, shop, `/v1/responses/${second}`)).status).toBe(404);
    const later = await postAnswer(server, shop, { id, score: 8, revision: 2, order });
    expect(later).toMatchObject({ status: 200, body: { id, revision: 2 } });
    const delivery = { moment: 'delivery', score: 10, order };
    expect((await postAnswer(server, shop, delivery)).status).toBe(201);
    expect((await aggregateOf(server, shop)).total.scores).toEqual([
      0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1,
    ]);
  });

  it('is stored once when it arrives many times at the same moment', async () => {
    const order = { token: await token({ order: 'same' }) };
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => postAnswer(server, shop, { order })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(19);
  });

  it('stays with its answer when a later revision names another order', async () => {
    const id = uuidv7();
    const order = { token: await token({ order: '1', value: 10, email: 'a@b.example' }) };
    await postAnswer(server, shop, { id, order });
    const revision = { id, revision: 2, moment: 'service', order: { id: '2', value: 99 } };
    expect((await postAnswer(server, shop, revision)).body).toEqual({ id, revision: 2 });
    expect(await stored(id)).toMatchObject({
      revision: 2,
      verified: true,
      moment: 'checkout',
      order: {
        id: '1',
        value: 10,
      },
      customer: expect.any(String),
    });
  });

  it('may be added by a later revision, unless another answer has it', async () => {
    const [id, other] = [uuidv7(), uuidv7()];
    await postAnswer(server, shop, { id, score: 9 });
    await postAnswer(server, shop, { id: other, score: 9 });
    const order = { token: await token({ order: '1' }) };
    await postAnswer(server, shop, { id, score: 8, revision: 2, order });
    const kept = await postAnswer(server, shop, { id: other, score: 0, revision: 2, order });
    expect(kept).toMatchObject({ status: 200, body: { id: other, revision: 1 } });
    expect(await stored(id)).toMatchObject({ score: 8, verified: true });
    expect(await stored(other)).toMatchObject({ score: 9, verified: false, order: null });
  });

  it('belongs to the survey that it claims', async () => {
    const { body: second } = await send('POST', '/v1/surveys', { name: 'Other', scale: '0-10' });
    const id = uuidv7();
    const order = { token: await token({ order: '1', survey: second.id }) };
    await postAnswer(server, shop, { id, survey: shop.surveyId, order });
    expect((await stored(id)).survey).toBe(second.id);
  });

  it('also verifies a view', async () => {
    const view = { id: uuidv7(), key: shop.publicKey, kind: 'order' };
    const wrong = JSON.stringify({ ...view, order: { token: 'x.y.z' } });
    expect((await post(server, '/v1/views', wrong)).status).toBe(403);
    const right = JSON.stringify({ ...view, order: { token: await token({ order: '8' }) } });
    expect((await post(server, '/v1/views', right)).status).toBe(204);
  });
});

describe('a token', () => {
  const past = Math.floor(Date.now() / 1000) - 60;

  it.each<[string, () => Promise<string> | string, string]>([
    ['that is not a JWT', () => 'f'.repeat(64), 'is not a JWT'],
    [
      'of another secret',
      () => signOrder({ order: '1' }, { secret: 'x'.repeat(40) }),
      'not signed',
    ],
    ['that has expired', () => token({ order: '1', exp: past }), 'expired'],
    ['without an order', () => token({ value: 1 }), 'claim order'],
    ['with a wrong currency', () => token({ order: '1', currency: 'euro' }), 'claim currency'],
    ['of an unknown key', () => signOrder({ order: '1' }, { kid: 'zzz', secret: 'x' }), 'kid'],
  ])('%s is a 403 that names order.token', async (_, make, message) => {
    const order = { id: '1', token: await make() };
    const reply = await postAnswer(server, shop, { order });
    expect(reply).toMatchObject({ status: 403, body: { errors: [{ path: 'order.token' }] } });
    expect(reply.body.errors[0].message).toContain(message);
  });

  it('without a signature is refused, with any algorithm', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const none = `${part({ alg: 'none' })}.${part({ order: '1' })}.`;
    expect((await postAnswer(server, shop, { order: { token: none } })).status).toBe(403);
  });

  it.each(['HS384', 'HS512'])('signed with %s is refused: only HS256 is taken', async (alg) => {
    const [key] = await signingKeysOf(server, shop);
    const signed = await new SignJWT({ order: '1' })
      .setProtectedHeader({ alg })
      .sign(new TextEncoder().encode(key!.secret));
    const reply = await postAnswer(server, shop, { order: { token: signed } });
    expect(reply).toMatchObject({ status: 403, body: { errors: [{ path: 'order.token' }] } });
  });

  it('that names one key of the shop and is signed by another is refused', async () => {
    await send('POST', '/v1/shop/keys', { kind: 'signing' });
    const [added, old] = await signingKeysOf(server, shop);
    const signed = await signOrder({ order: '1' }, { kid: added!.kid, secret: old!.secret });
    expect((await postAnswer(server, shop, { order: { token: signed } })).status).toBe(403);
  });

  it('of another shop is refused', async () => {
    const other = await createShop(server);
    const theirs = await orderToken(server, other, { order: '1' });
    expect((await postAnswer(server, shop, { order: { token: theirs } })).status).toBe(403);
  });

  it('may be signed by any signing key of the shop, with or without kid', async () => {
    const [old] = await signingKeysOf(server, shop);
    const added = await send('POST', '/v1/shop/keys', { kind: 'signing' });
    const keys = await signingKeysOf(server, shop);
    expect(keys).toEqual([{ kid: added.body.id, secret: added.body.key }, old]);
    const { secret } = old!;
    for (const [order, key] of Object.entries({ a: old!, b: keys[0]!, c: { secret } })) {
      const signed = { order: { token: await signOrder({ order }, key) } };
      expect((await postAnswer(server, shop, signed)).status).toBe(201);
    }
    expect((await send('DELETE', `/v1/shop/keys/${old!.kid}`)).status).toBe(204);
    const late = { order: { token: await signOrder({ order: 'd' }, old!) } };
    expect((await postAnswer(server, shop, late)).status).toBe(403);
    expect((await send('DELETE', `/v1/shop/keys/${added.body.id}`)).status).toBe(409);
  });
});

describe('a shop that requires signed orders', () => {
  it('refuses an unsigned answer with a 403 that says why, until the setting is `any` again', async () => {
    expect((await send('GET', '/v1/shop')).body.answers).toBe('any');
    expect((await send('PATCH', '/v1/shop', { answers: 'signed' })).body.answers).toBe('signed');
    const refused = await postAnswer(server, shop, { order: { id: '1' } });
    expect(refused).toMatchObject({ status: 403, body: { errors: [{ path: 'order.token' }] } });
    expect(refused.body.detail).toContain('signed');
    const order = { token: await token({ order: '1' }) };
    expect((await postAnswer(server, shop, { order })).status).toBe(201);
    const view = JSON.stringify({ id: uuidv7(), key: shop.publicKey });
    expect((await post(server, '/v1/views', view)).status).toBe(204);
    await send('PATCH', '/v1/shop', { answers: 'any' });
    expect((await postAnswer(server, shop, {})).status).toBe(201);
    expect((await send('PATCH', '/v1/shop', { answers: 'some' })).status).toBe(422);
  });

  it('still accepts imports', async () => {
    await send('PATCH', '/v1/shop', { answers: 'signed' });
    const report = await ask(server, shop, '/v1/imports', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: 'date,score,order id\n2026-01-01,9,1\n2026-01-02,8,1\n',
    });
    expect(report.body).toMatchObject({ stored: 2, rejected: 0 });
  });
});
