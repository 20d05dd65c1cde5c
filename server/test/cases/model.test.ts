import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Case, ListedCase } from '@nines/shared/wire/case';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { createCaseModel, lifeOfCases, type Step } from '../harness/case-model.ts';
import { type Receiver, startReceiver } from '../harness/receiver.ts';
import { ask, postAnswer, type Reply } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { repeats } from '../harness/soak.ts';
import { until } from '../harness/until.ts';
import { uuidv7 } from '../harness/uuid.ts';

type Told = { type: string; data: Case };

describe('cases', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
  });
  afterAll(() => server.stop());

  it('cases and events match the model after random steps', { timeout: 1_800_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(lifeOfCases, async (steps) => {
        const life = await begin(server);
        const model = createCaseModel();
        for (const step of steps) await live(life, model, step);
        await expectCases(life, model);
        await expectEvents(life, model);
        await life.receiver.stop();
      }),
      { numRuns: repeats(8, 250), endOnFailure: true },
    );
  });

  it('concurrent steps lose or double no case and no event', async () => {
    const life = await begin(server, 12);
    const acts = Array.from({ length: 300 }, () => {
      const who = randomInt(life.ids.length);
      return [
        () => answer(life, who, { score: randomInt(11), revision: randomInt(1, 30) }),
        () => patch(life, who, { owner: `owner-${randomInt(3)}` }),
        () => patch(life, who, { status: ['open', 'contacted', 'resolved'][randomInt(3)]! }),
      ][Math.min(2, randomInt(6) >> 1)]!;
    });
    const replies = await Promise.all(acts.map((act) => act()));
    expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
    const cases = await listAll(life);
    await settled(life);
    const told = toldBy(life.receiver);
    for (const id of life.ids) {
      const count = (type: string) =>
        told.filter((event) => event.type === type && event.data.id === id).length;
      const found = cases.filter((each) => each.id === id);
      expect(count('case.opened') - count('case.withdrawn'), id).toBe(found.length);
      const { body } = await ask(server, life.shop, `/v1/responses/${id}`);
      if (body.score <= 6 && body.id) expect(found).toHaveLength(1);
      if (found.length === 0) continue;
      // The present state was sent in an event; the case may have opened and closed since.
      const now = (await ask(server, life.shop, `/v1/cases/${id}`)).body;
      expect(told.map(({ data }) => data)).toContainEqual(now);
      expect(found[0]!.workedAt !== null || body.score <= 6).toBe(true);
    }
    await life.receiver.stop();
  });
});

type Life = { server: TestServer; shop: CreatedShop; receiver: Receiver; ids: readonly string[] };

async function begin(server: TestServer, shoppers = 4): Promise<Life> {
  const [shop, receiver] = [await createShop(server), await startReceiver()];
  const ids = Array.from({ length: shoppers }, () => uuidv7());
  const life = { server, shop, receiver, ids };
  const events = ['case.opened', 'case.updated', 'case.resolved', 'case.withdrawn'];
  expect((await send(life, 'POST', '/v1/webhooks', { url: receiver.url, events })).status).toBe(
    201,
  );
  return life;
}

function send({ server, shop }: Life, method: string, path: string, body: object): Promise<Reply> {
  const headers = { 'content-type': 'application/json' };
  return ask(server, shop, path, { method, headers, body: JSON.stringify(body) });
}
const patch = (life: Life, who: number, body: object) =>
  send(life, 'PATCH', `/v1/cases/${life.ids[who]}`, body);
const answer = (life: Life, who: number, fields: { score: number; revision: number }) =>
  postAnswer(life.server, life.shop, {
    id: life.ids[who],
    customer: { id: `c-${who}` },
    ...fields,
  });

/** Does a step in the shop and in the model, and compares the replies. */
async function live(
  life: Life,
  model: ReturnType<typeof createCaseModel>,
  step: Step,
): Promise<void> {
  const { server, shop, ids } = life;
  switch (step.kind) {
    case 'answered':
    case 'imported': {
      const revision = model.revisionOf(step.who) + (step.revision === 'next' ? 1 : 0) || 1;
      const fields = { score: step.score, revision };
      if (step.kind === 'answered') await answer(life, step.who, fields);
      else {
        const customer = { id: `c-${step.who}` };
        const answeredAt = new Date().toISOString();
        const row = { id: ids[step.who], answeredAt, customer, ...fields };
        const headers = { 'content-type': 'application/x-ndjson' };
        const init = { method: 'POST', headers, body: `${JSON.stringify(row)}\n` };
        const { body } = await ask(server, shop, '/v1/imports', init);
        expect(body).toMatchObject({ rejected: 0 });
      }
      model.answer(step.who, step.score, revision, step.kind === 'imported');
      return;
    }
    case 'moved': {
      const { status, owner } = step;
      const reply = await patch(life, step.who, { status, owner });
      return expect(reply.status).toBe(model.move(step));
    }
    case 'noted': {
      const path = `/v1/cases/${ids[step.who]}/notes`;
      const reply = await send(life, 'POST', path, { author: 'Sanne', text: 'Called' });
      return expect(reply.status).toBe(model.note(step.who));
    }
    case 'erased':
      await ask(server, shop, `/v1/customers/c-${step.who}`, { method: 'DELETE' });
      model.erase(step.who);
  }
}

async function listAll({ server, shop }: Life, query = ''): Promise<ListedCase[]> {
  const all: ListedCase[] = [];
  let next: string | null = '';
  while (next !== null) {
    const path: string = `/v1/cases?limit=2${query}${next && `&cursor=${next}`}`;
    const { body } = await ask(server, shop, path);
    all.push(...body.cases);
    next = body.next;
  }
  return all;
}

async function expectCases(life: Life, model: ReturnType<typeof createCaseModel>): Promise<void> {
  const expected = [...model.cases()].map(([who, of]) => ({ id: life.ids[who], ...of }));
  const byId = (one: { id?: string | undefined }, other: { id?: string | undefined }) =>
    (one.id ?? '') < (other.id ?? '') ? -1 : 1;
  const found = (await listAll(life)).map((each) => ({
    id: each.id,
    status: each.status,
    owner: each.owner,
    noteCount: each.noteCount,
    contacted: each.firstContactAt !== null,
    resolved: each.resolvedAt !== null,
    score: each.score,
  }));
  expect(found.toSorted(byId)).toEqual(expected.toSorted(byId));
  for (const status of ['open', 'contacted', 'resolved']) {
    const some = (await listAll(life, `&status=${status}`)).map(({ id }) => id);
    const ought = expected.filter((each) => each.status === status).map(({ id }) => id);
    expect(some.toSorted()).toEqual(ought.toSorted());
  }
  const summary = await ask(life.server, life.shop, '/v1/cases/summary');
  expect(summary.body).toMatchObject({
    cases: expected.length,
    open: expected.filter(({ status }) => status === 'open').length,
    neverContacted: expected.filter(({ contacted }) => !contacted).length,
  });
}

async function expectEvents(life: Life, model: ReturnType<typeof createCaseModel>): Promise<void> {
  await settled(life);
  const told = toldBy(life.receiver)
    .map(({ type, data }) => ({ type, who: life.ids.indexOf(data.id) }))
    .filter(({ who }) => !model.isErased(who));
  const tally = (events: readonly { type: string; who: number }[]) =>
    events.map(({ type, who }) => `${who} ${type}`).toSorted();
  expect(tally(told)).toEqual(tally(model.events()));
}

/** All stored events have been delivered. */
async function settled({ server, shop }: Life): Promise<void> {
  const shopId = Number.parseInt(shop.shopId, 36);
  await until('all is told', async () => {
    const [row] = await server.sql`
      select (select count(*) from webhook_events where shop_id = ${shopId})::int
        + (select count(*) from webhook_deliveries
            where shop_id = ${shopId} and state = 'pending')::int as waiting`;
    return row?.['waiting'] === 0;
  });
}

/** Each delivery once, also when it was retried. */
function toldBy({ received }: Receiver): Told[] {
  const once = new Map(received.map(({ headers, text }) => [headers['webhook-id'], text]));
  return [...once.values()].map((text) => JSON.parse(text) as Told);
}
