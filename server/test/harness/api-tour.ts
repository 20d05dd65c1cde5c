import { decodeId } from '../../src/database/ids.ts';
import { startReceiver } from './receiver.ts';
import { ask, post, type Reply } from './requests.ts';
import type { TestServer } from './server.ts';
import { adminToken } from './shops.ts';
import { until } from './until.ts';
import { uuidv7 } from './uuid.ts';

/** One call of an operation such as `GET /v1/surveys/{id}`, with its reply. */
export type Stop = {
  operation: string;
  request?: unknown;
  status: number;
  type: string;
  body: unknown;
};

type Call = {
  path?: Record<string, string>;
  query?: string;
  body?: unknown;
  headers?: Record<string, string>;
};

/**
 * Calls every operation of the API once, successfully, with realistic bodies. The documentation's examples are
 * made of the results.
 */
export async function tourApi(server: TestServer): Promise<Stop[]> {
  const stops: Stop[] = [];
  let secretKey = adminToken;
  async function call(operation: string, { path = {}, query = '', body, headers = {} }: Call = {}) {
    const [method = '', template = ''] = operation.split(' ');
    const address = template.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '');
    const isText = typeof body === 'string';
    const reply: Reply = await ask(server, { secretKey }, address + query, {
      method,
      headers: { ...(body !== undefined && !isText && json), ...headers },
      body: body === undefined ? null : isText ? body : JSON.stringify(body),
    });
    const type = (reply.headers.get('content-type') ?? '').split(';')[0] ?? '';
    stops.push({
      operation,
      ...(body !== undefined && { request: body }),
      status: reply.status,
      type,
      body: reply.body,
    });
    return reply.body;
  }

  await call('GET /health/live');
  await call('GET /health/ready');
  await call('GET /metrics');
  const shop = await call('POST /v1/shops', { body: newShop });
  secretKey = shop.secretKey;
  await call('PATCH /v1/shop', { body: { name: 'Oever', badge: true } });
  await call('GET /v1/shop');
  await call('GET /v1/shop/customer-key');
  await call('PATCH /v1/surveys/{id}', { path: { id: shop.surveyId }, body: surveyChange });
  await tourAnswers(call, server, shop);
  await tourNumbers(call, shop);
  await tourCases(call, shop);
  await tourSettings(call, shop);
  await tourKeysOfShop(call, server, shop);
  await tourWebhooks(call, server, shop);
  await tourCustomers(call);
  const basic = Buffer.from(`${secretKey}:`).toString('base64');
  await tourDelighted((operation, more = {}) =>
    call(operation.replace(' ', ' /delighted/v1'), {
      ...more,
      headers: { authorization: `Basic ${basic}` },
    }),
  );
  return stops;
}

// The next call needs values of the reply. A wrong assumption about them fails there.
// eslint-disable-next-line typescript/no-explicit-any
type Caller = (operation: string, call?: Call) => Promise<any>;
type Shop = { shopId: string; surveyId: string; publicKey: string };

const json = { 'content-type': 'application/json' };
const newShop = {
  name: 'Oever',
  origins: ['https://oever.example'],
  timezone: 'Europe/Amsterdam',
  currency: 'EUR',
  locale: 'nl',
};
const surveyChange = {
  followUps: { promoter: ['comment'], passive: ['reasons'], detractor: ['reasons', 'comment'] },
  reasons: [
    { id: 'delivery', label: { nl: 'Levering', en: 'Delivery' } },
    { id: 'price', label: { nl: 'Prijs', en: 'Price' } },
  ],
};

async function tourAnswers(call: Caller, server: TestServer, { publicKey }: Shop): Promise<void> {
  const answer = {
    id: uuidv7(),
    key: publicKey,
    revision: 1,
    score: 6,
    moment: 'delivery',
    comment: 'A day late',
    reasons: ['delivery'],
    effort: 4,
    expectation: 'below',
    channel: 'widget',
    locale: 'nl',
    url: 'https://oever.example/thanks',
    order: { id: '1001', value: 59.95, currency: 'EUR' },
    customer: { id: 'c-17', email: 'anna@example.com' },
    properties: { plan: 'pro' },
  };
  await call('POST /v1/responses', { body: answer });
  await call('POST /v1/responses', { body: { ...answer, revision: 2, score: 7 } });
  const view = { id: uuidv7(), key: publicKey, moment: 'checkout', locale: 'nl' };
  await call('POST /v1/views', { body: view });
  // A published example: 32 promoters, 13 passives, 6 detractors.
  const scores = [...Array(32).fill(9), ...Array(12).fill(8), ...Array(6).fill(4)];
  for (const score of scores) {
    await post(server, '/v1/responses', JSON.stringify({ id: uuidv7(), key: publicKey, score }));
  }
  const csv = 'date,score,comment\n2026-03-02,9,Quick and friendly\n2026-03-05,6,A day late\n';
  await call('POST /v1/imports', { body: csv, headers: { 'content-type': 'text/csv' } });
}

async function tourNumbers(call: Caller, { surveyId, publicKey }: Shop): Promise<void> {
  await call('GET /v1/surveys/{id}/aggregate', {
    path: { id: surveyId },
    query: '?interval=month&by=moment&compare=previous',
  });
  const { responses } = await call('GET /v1/responses', { query: '?limit=2' });
  await call('GET /v1/responses', { headers: { accept: 'text/csv' } });
  await call('GET /v1/responses/{id}', { path: { id: responses[0].id } });
  await call('GET /badge/{file}', { path: { file: `${publicKey}.svg` } });
}

async function tourCases(call: Caller, { publicKey }: Shop): Promise<void> {
  const answer = {
    id: uuidv7(),
    key: publicKey,
    score: 3,
    moment: 'delivery',
    comment: 'It came broken',
    reasons: ['delivery'],
    channel: 'widget',
    locale: 'nl',
    order: { id: '1002', value: 84.5, currency: 'EUR' },
    customer: { id: 'c-17' },
    replyTo: 'anna@example.com',
  };
  await call('POST /v1/responses', { body: answer });
  const path = { id: answer.id };
  await call('PATCH /v1/cases/{id}', { path, body: { status: 'contacted', owner: 'Sanne' } });
  await call('POST /v1/cases/{id}/notes', {
    path,
    body: { author: 'Sanne', text: 'Called her; a new one goes out today' },
  });
  await call('GET /v1/cases/{id}', { path });
  await call('GET /v1/cases', { query: '?limit=2' });
  await call('GET /v1/cases/summary');
}

async function tourSettings(call: Caller, { surveyId }: Shop): Promise<void> {
  await call('GET /v1/surveys');
  await call('GET /v1/surveys/{id}', { path: { id: surveyId } });
  const added = await call('POST /v1/surveys', {
    body: { name: 'After delivery', language: 'nl' },
  });
  await call('DELETE /v1/surveys/{id}', { path: { id: added.id } });
  await call('GET /v1/shop/keys');
  await call('GET /v1/me');
  const key = await call('POST /v1/shop/keys', {
    body: { kind: 'secret', role: 'member', name: 'Warehouse' },
  });
  await call('DELETE /v1/shop/keys/{id}', { path: { id: key.id } });
}

async function tourKeysOfShop(call: Caller, { sql }: TestServer, { shopId }: Shop): Promise<void> {
  const headers = { authorization: `Bearer ${adminToken}` };
  const path = { id: shopId };
  const body = { kind: 'secret', name: 'In place of the lost one' };
  const { id, key } = await call('POST /v1/shops/{id}/keys', { path, headers, body });
  await call('GET /v1/shops/{id}/keys', { path, headers });
  await sql`update keys set closed_at = now() where id = ${decodeId(id)!}`;
  await call('POST /v1/shop/keys/restore', { headers: { authorization: `Bearer ${key}` } });
  await call('DELETE /v1/shops/{id}/keys/{key}', { path: { ...path, key: id }, headers });
}

async function tourWebhooks(call: Caller, server: TestServer, { publicKey }: Shop): Promise<void> {
  const receiver = await startReceiver();
  const { id } = await call('POST /v1/webhooks', {
    body: { url: receiver.url, events: ['response.created'] },
  });
  await call('GET /v1/webhooks');
  await post(
    server,
    '/v1/responses',
    JSON.stringify({ id: uuidv7(), key: publicKey, score: 10, comment: 'Lovely' }),
  );
  await until('it was told', () => receiver.received.length === 1);
  await until('it is known', async () => {
    const [row] = await server.sql`select state from webhook_deliveries`;
    return row?.['state'] === 'delivered';
  });
  const { deliveries } = await call('GET /v1/webhooks/{id}/deliveries', { path: { id } });
  const path = { id, delivery: deliveries[0].id };
  await call('POST /v1/webhooks/{id}/deliveries/{delivery}/replay', { path });
  await call('POST /v1/webhooks/{id}/secret', { path: { id } });
  await call('DELETE /v1/webhooks/{id}/old-secret', { path: { id } });
  await call('DELETE /v1/webhooks/{id}', { path: { id } });
  await receiver.stop();
}

async function tourCustomers(call: Caller): Promise<void> {
  await call('GET /v1/customers/{ref}', { path: { ref: 'c-17' } });
  await call('DELETE /v1/customers/{ref}', { path: { ref: 'c-17' } });
  await call('POST /v1/shop/customer-key');
}

async function tourDelighted(call: Caller): Promise<void> {
  const email = 'jony@example.com';
  const body = { email, name: 'Jony Appleseed', delay: 86_400, properties: { plan: 'basic' } };
  const person = await call('POST /people', { body });
  await call('POST /people', { body: { email, send: false } });
  await call('GET /people/{id}', { path: { id: person.id } });
  await call('GET /people');
  const response = await call('POST /survey_responses', {
    body: { person: person.id, score: 9, comment: 'Fast and flawless' },
  });
  const path = { id: response.id };
  await call('GET /survey_responses/{id}', { path, query: '?expand=person' });
  await call('PUT /survey_responses/{id}', { path, body: { score: 10 } });
  await call('GET /survey_responses', { query: '?per_page=1&order=desc' });
  await call('GET /metrics');
  await call('DELETE /people/{id}/survey_requests/pending', { path: { id: email } });
  await call('POST /unsubscribes', { body: { person_email: email } });
  await call('GET /unsubscribes');
  await call('GET /bounces');
  await call('DELETE /people/{id}', { path: { id: `email:${email}` } });
}
