import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caseSchema, withdrawnCaseSchema } from '@nines/shared/wire/case';
import { eventTypes } from '@nines/shared/wire/webhook';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { type CaseDesk, caseDesk } from '../harness/case-desk.ts';
import { type Receiver, startReceiver } from '../harness/receiver.ts';
import { postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;
let desk: CaseDesk;
let receiver: Receiver;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server);
  desk = caseDesk(server, shop);
  receiver = await startReceiver();
  return () => receiver.stop();
});

const addWebhook = (settings: object) =>
  desk.send('POST', '/v1/webhooks', { url: receiver.url, ...settings });
const ofCases = eventTypes.filter((type) => type.startsWith('case.'));

/** The next event that arrives after `act`. */
async function heard(act: () => Promise<unknown>) {
  const before = receiver.received.length;
  await act();
  await until('it is told', () => receiver.received.length > before);
  return JSON.parse(receiver.received[before]!.text);
}

describe('a webhook', () => {
  it('gets each change of a case with its new state', async () => {
    const { body } = await addWebhook({ events: ofCases });
    const id = uuidv7();
    const answer = (score: number, revision: number, more: object = {}) =>
      postAnswer(server, shop, { id, score, revision, ...more });
    const now = async () => caseSchema.parse((await desk.find(id)).body);

    const opened = await heard(() => answer(3, 1, { order: { id: '7', value: 59.95 } }));
    expect(opened).toMatchObject({ type: 'case.opened', data: await now() });
    // The comment comes after the score.
    const said = await heard(() => answer(3, 2, { comment: 'It came broken' }));
    expect(said).toMatchObject({ type: 'case.updated', data: await now() });
    expect(said.data.comment).toBe('It came broken');
    const withdrawn = await heard(() => answer(9, 3, { comment: 'Mended!' }));
    expect(withdrawn.type).toBe('case.withdrawn');
    const { openedAt } = opened.data;
    expect(withdrawnCaseSchema.strict().parse(withdrawn.data)).toEqual({
      id,
      survey: shop.surveyId,
      score: 9,
      openedAt,
    });
    expect(await heard(() => answer(4, 4))).toMatchObject({ type: 'case.opened', data: { id } });
    const taken = await heard(() => desk.patch(id, { owner: 'Sanne', status: 'contacted' }));
    expect(taken).toMatchObject({ type: 'case.updated', data: await now() });
    const noted = await heard(() => desk.note(id, { author: 'Sanne', text: 'Called' }));
    expect(noted).toMatchObject({ type: 'case.updated', data: { notes: [{ text: 'Called' }] } });
    const resolved = await heard(() => desk.patch(id, { status: 'resolved' }));
    expect(resolved).toMatchObject({ type: 'case.resolved', data: await now() });
    // A change of nothing sends no event.
    await desk.patch(id, { status: 'resolved' });
    await answer(4, 4);
    const again = await heard(() => desk.patch(id, { status: 'contacted' }));
    expect(again).toMatchObject({ type: 'case.updated', data: { resolvedAt: null } });

    const { headers, text } = receiver.received[0]!;
    const verified = new Webhook(body.secret).verify(text, headers as Record<string, string>);
    expect(verified).toEqual(opened);
  });

  it('in the format of Delighted gets no events of cases unless it subscribes to them', async () => {
    const first = await addWebhook({ format: 'delighted' });
    expect(first.body.events).toEqual(eventTypes.filter((type) => !ofCases.includes(type)));
    expect((await addWebhook({})).body.events).toEqual(eventTypes);
  });

  it('keeps no text of an erased person in deliveries about their case', async () => {
    const { body } = await addWebhook({ events: ofCases });
    const id = uuidv7();
    const answer = { id, score: 1, comment: 'comment-gone', customer: { id: 'c-17' } };
    await heard(() => postAnswer(server, shop, answer));
    await heard(() => desk.note(id, { author: 'Sanne', text: 'Mrs name-gone' }));
    expect((await desk.send('DELETE', '/v1/customers/c-17')).status).toBe(200);
    const { deliveries } = (await desk.send('GET', `/v1/webhooks/${body.id}/deliveries`)).body;
    expect(deliveries).toHaveLength(2);
    expect(JSON.stringify(deliveries)).not.toMatch(/gone/);
  });
});
