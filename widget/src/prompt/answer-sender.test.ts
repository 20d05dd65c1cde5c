import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
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
  vi.stubGlobal('document', { querySelectorAll: () => [] });
  vi.stubGlobal('location', { origin: 'https://shop.test', pathname: '/thanks' });
});
afterEach(() => vi.unstubAllGlobals());

const context = { orderId: '1001', email: 'a@b.nl', moment: 'delivery' };
const start = (given: object = context) => {
  const settings = { key: 'k', shop: 'Oever', survey: 's' };
  const promptContext = { settings, context: given, language: 'nl' } as unknown as PromptContext;
  return createAnswerSender(promptContext, createOutbox(base));
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
    [2, 9, 'Fast.'],
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
