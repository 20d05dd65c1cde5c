import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { History } from '../history.ts';
import { createOutbox } from '../outbox.ts';
import type { PromptContext } from '../prompt-context.ts';
import { createAnswerSender } from './answer-sender.ts';

const base = 'https://nines.test/';
const received: Record<string, unknown>[] = [];
const server = setupServer(
  http.post(`${base}v1/:kind`, async ({ request, params }) => {
    const body = JSON.parse(await request.text()) as Record<string, unknown>;
    received.push({ kind: params['kind'], ...body });
    return new HttpResponse(null, { status: 201 });
  }),
);

beforeAll(() => server.listen());
afterAll(() => server.close());
beforeEach(() => {
  received.length = 0;
  // happy-dom, which has all of these, replaces `fetch` too.
  vi.stubGlobal('window', {});
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('document', { querySelectorAll: () => [] });
  vi.stubGlobal('location', { origin: 'https://shop.test', pathname: '/thanks' });
});
afterEach(() => vi.unstubAllGlobals());

const context = { orderId: '1001', email: 'a@b.nl', moment: 'delivery' };
let local: Record<string, string>;
const start = (given: object = context, more: object = {}) => {
  local = {};
  const settings = { key: 'k', shop: 'Oever', survey: 's', ...more };
  const promptContext = { settings, context: given, language: 'nl' } as unknown as PromptContext;
  const history = { session: {}, local } as unknown as History;
  return createAnswerSender(promptContext, createOutbox(base, history, 5));
};

it('sends nothing before there is a score, and each change as one more revision of one answer', async () => {
  const { id, send } = start();
  send({ comment: 'early' });
  send({ score: 9 });
  send({ score: 9 });
  send({ score: 9, comment: 'Fast.' });
  await vi.waitFor(() => expect(received).toHaveLength(2));
  expect(received.map(({ revision, score, comment }) => [revision, score, comment])).toEqual([
    [1, 9, undefined],
    [3, 9, 'Fast.'],
  ]);
  expect(received[1]).toMatchObject({
    kind: 'responses',
    id,
    order: { id: '1001' },
    customer: { email: 'a@b.nl' },
    moment: 'delivery',
    locale: 'nl',
    url: 'https://shop.test/thanks',
  });
});

it('keeps a copy of what is not personal as revision 1, where an answer without an order is taken', async () => {
  const properties = { plan: 'pro' };
  start({ ...context, properties }).send({ score: 3, comment: 'Late.', replyTo: 'a@b.nl' });
  const [copy = ''] = Object.values(local);
  expect(JSON.parse(copy)).toEqual({
    id: expect.any(String),
    key: 'k',
    survey: 's',
    channel: 'widget',
    locale: 'nl',
    score: 3,
    moment: 'delivery',
    revision: 1,
  });
  start(context, { signed: true }).send({ score: 3 });
  expect(local).toEqual({});
  await vi.waitFor(() => expect(received).toHaveLength(2));
});

it('sends the first answer again as revision 2, because its copy may have arrived before it', async () => {
  server.use(http.post(`${base}v1/responses`, () => HttpResponse.error(), { once: true }));
  const { send } = start();
  send({ score: 9 });
  await vi.waitFor(() => expect(received).toHaveLength(1));
  expect(received[0]).toMatchObject({ revision: 2, order: { id: '1001' } });
  send({ score: 9, comment: 'Fast.' });
  await vi.waitFor(() => expect(received).toHaveLength(2));
  expect(received[1]).toMatchObject({ revision: 3 });
});

it('sends nothing of the order or the customer with a view', async () => {
  start().sendView();
  await vi.waitFor(() => expect(received).toHaveLength(1));
  expect(Object.keys(received[0] ?? {}).toSorted()).toEqual([
    'channel',
    'id',
    'key',
    'kind',
    'locale',
    'moment',
    'survey',
  ]);
});

it('marks the answers of a test, and sends no view of it', async () => {
  const { send, sendView } = start({ test: '' });
  sendView();
  send({ score: 9 });
  await vi.waitFor(() => expect(received).toHaveLength(1));
  expect(received[0]).toMatchObject({ kind: 'responses', test: true });
});
