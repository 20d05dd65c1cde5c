import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { decodeId } from '../../src/database/ids.ts';
import { recount } from '../harness/recount.ts';
import { ask, post, postAnswer, type Reply } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { textOfDatabase } from '../harness/traces.ts';
import { uuidv7 } from '../harness/uuid.ts';

// Someone reads the whole database after a person was erased, and looks for what is left of them.

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server);
});

const pathOf = (name: string) => `/v1/customers/${encodeURIComponent(name)}`;
const erase = (name: string) => ask(server, shop, pathOf(name), { method: 'DELETE' });
const answer = (given: Record<string, unknown>) => postAnswer(server, shop, given);
const leftOver = () => textOfDatabase(server.sql, decodeId(shop.shopId)!);

async function shownIds(name: string): Promise<string[]> {
  const { body } = await ask(server, shop, pathOf(name));
  return (body.responses ?? []).map(({ id }: { id: string }) => id);
}

function delighted(path: string, method = 'GET', body?: object): Promise<Reply> {
  const authorization = `Basic ${Buffer.from(`${shop.secretKey}:`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  return ask(server, shop, `/delighted/v1${path}`, init);
}

describe('what an erasure by one name leaves under another', () => {
  const both = { id: 'c-1', email: 'Anna@Shopper.example' };

  it.each(['c-1', 'ANNA@shopper.example'])(
    'nothing of an answer with both, by %s',
    async (name) => {
      const id = uuidv7();
      await answer({ id, customer: both, comment: 'comment-gone' });
      const view = { key: shop.publicKey, kind: 'order', order: { id: 'o-gone' }, customer: both };
      await post(server, '/v1/views', JSON.stringify({ id: uuidv7(), ...view }));
      expect(await shownIds(name)).toEqual([id]);
      expect((await erase(name)).body).toMatchObject({ responses: 1, views: 1 });
      expect(await leftOver()).not.toMatch(/gone/);
    },
  );

  it('nothing known by the address alone, when erased by the id; but the family stays', async () => {
    await answer({ customer: both, comment: 'first gone' });
    await answer({ customer: { email: 'anna@shopper.example' }, comment: 'second gone' });
    await answer({ replyTo: 'ANNA@shopper.example', comment: 'third gone' });
    await answer({ customer: { id: 'c-2', email: both.email }, comment: 'of the family' });
    expect((await erase('c-1')).body.responses).toBe(3);
    const left = await leftOver();
    expect(left).not.toMatch(/gone/);
    expect(left).toMatch(/of the family/);
    expect((await erase('anna@shopper.example')).body.responses).toBe(1);
    expect(await leftOver()).not.toMatch(/of the family/);
  });

  it.each([
    ['another customer', { id: 'c-3' }, 'c-1'],
    ['another customer, by the address', { id: 'c-3' }, 'anna@shopper.example'],
    ['none', undefined, 'c-1'],
    ['none, by the address', undefined, 'anna@shopper.example'],
  ])('nothing of an answer whose revision names %s', async (_, customer, name) => {
    const id = uuidv7();
    await answer({ id, customer: both, comment: 'gone' });
    await answer({ id, revision: 2, customer, comment: 'gone as well' });
    expect(await shownIds(name)).toEqual([id]);
    expect((await erase(name)).body.responses).toBe(1);
    expect(await leftOver()).not.toMatch(/gone/);
    // The page still sends what it had in its outbox.
    await answer({ id, revision: 3, customer: both, comment: 'gone, again' });
    expect(await leftOver()).not.toMatch(/gone/);
  });

  it('nothing under the first of many names, however often the name was changed', async () => {
    const id = uuidv7();
    for (let revision = 1; revision <= 25; revision += 1) {
      await answer({ id, revision, customer: { id: `name-${revision}` }, comment: 'gone' });
    }
    expect((await erase('name-1')).body.responses).toBe(1);
    expect(await leftOver()).not.toMatch(/gone/);
  });

  it('no view of their order that names nobody', async () => {
    const seen = (id: string) => ({
      id: uuidv7(),
      key: shop.publicKey,
      kind: 'order',
      order: { id },
    });
    await answer({ customer: { id: 'c-1' }, order: { id: 'order-gone' } });
    for (const id of ['order-gone', 'order-stays']) {
      await post(server, '/v1/views', JSON.stringify(seen(id)));
    }
    expect((await ask(server, shop, pathOf('c-1'))).body.views).toHaveLength(1);
    expect((await erase('c-1')).body.views).toBe(1);
    const left = await leftOver();
    expect(left).not.toMatch(/gone/);
    expect(left).toMatch(/order-stays/);
  });
});

describe('the address list', () => {
  it('forgets who is erased by the shop’s own id, with their answers and their survey', async () => {
    await delighted('/people', 'POST', {
      email: 'gone@shopper.example',
      name: 'Gone',
      properties: { 'Customer ID': 'c-1' },
    });
    await delighted('/people', 'POST', {
      email: 'other@shopper.example',
      properties: { plan: 'c-1' },
    });
    await answer({ customer: { email: 'gone@shopper.example' }, comment: 'gone' });
    expect((await erase('c-1')).body).toMatchObject({ responses: 1, people: 1 });
    const left = await leftOver();
    expect(left).not.toMatch(/gone/i);
    expect(left).toMatch(/other@shopper/);
    expect(
      await server.sql`
      select from delighted_survey_requests where shop_id = ${decodeId(shop.shopId)!}`,
    ).toHaveLength(1);
  });

  it('sends nothing to an erased person who had unsubscribed and is added again', async () => {
    const email = 'Quiet@shopper.example';
    await delighted('/unsubscribes', 'POST', { person_email: email });
    expect((await erase(email.toLowerCase())).body.people).toBe(1);
    expect(await leftOver()).not.toMatch(/quiet/i);
    const again = await delighted('/people', 'POST', { email: 'quiet@SHOPPER.example' });
    expect(again).toMatchObject({ status: 201, body: { survey_scheduled_at: null } });
    expect((await delighted('/unsubscribes')).body).toMatchObject([
      { email: 'quiet@shopper.example' },
    ]);
    const other = await delighted('/people', 'POST', { email: 'another@shopper.example' });
    expect(other.body.survey_scheduled_at).toEqual(expect.any(Number));
  });

  it('keeps that an address does not exist', async () => {
    await delighted('/people', 'POST', { email: 'void@shopper.example', send: false });
    await server.sql`update delighted_people set bounced_at = now()`;
    await erase('void@shopper.example');
    const again = await delighted('/people', 'POST', { email: 'void@shopper.example' });
    expect(again.body.survey_scheduled_at).toBeNull();
    expect(await recount(server.sql)).toEqual([]);
  });
});
