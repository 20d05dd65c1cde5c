import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask, post, type Reply } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
  shop = await createShop(server);
});
afterAll(() => server.stop());

const cursorAt = (at: string) => Buffer.from(JSON.stringify([at, uuidv7()])).toString('base64url');

it.each([
  ['from=0000-01-01', 'from'],
  ['to=9999-12-31', 'to'],
  [`cursor=${cursorAt('0000-01-01T00:00:00Z')}`, 'cursor'],
])('a list of %s is refused at %s', async (query, path) => {
  const reply = await ask(server, shop, `/v1/responses?${query}`);
  expect(reply).toMatchObject({ status: 422, body: { errors: [{ path }] } });
});

it.each(['month', 'quarter'])(
  'a trend by the %s ends where the years with four digits do',
  async (interval) => {
    const query = `interval=${interval}&from=9999-12-01&to=9999-12-31`;
    const reply = await ask(server, shop, `/v1/surveys/${shop.surveyId}/aggregate?${query}`);
    expect(reply).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'from' }, { path: 'to' }] },
    });
  },
);

it('a list continues after a cursor with a valid date', async () => {
  const reply = await ask(server, shop, `/v1/responses?cursor=${cursorAt('2026-01-01T00:00:00Z')}`);
  expect(reply).toMatchObject({ status: 200, body: { responses: [], next: null } });
});

it.each(['0001-01-01T00:00:00Z', '2000-01-01T12:00:00+14:00', '9999-12-31T00:00:00Z'])(
  'an answer of %s is not imported',
  async (answeredAt) => {
    const line = JSON.stringify({ id: uuidv7(), score: 9, answeredAt });
    const { status, body } = await post(server, '/v1/imports', line, {
      'content-type': 'application/x-ndjson',
      authorization: `Bearer ${shop.secretKey}`,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ stored: 0, rejected: 1, errors: [{ path: 'answeredAt' }] });
  },
);

it('an answer from before 2000 is refused by the Delighted API', async () => {
  const credentials = Buffer.from(`${shop.secretKey}:`).toString('base64');
  const call = (path: string, body: object): Promise<Reply> =>
    post(server, `/delighted/v1/${path}`, JSON.stringify(body), {
      'content-type': 'application/json',
      authorization: `Basic ${credentials}`,
    });
  const person = await call('people', { email: 'rater@shop.example', send: false });
  const refused = await call('survey_responses', {
    person: person.body.id,
    score: 9,
    created_at: 0,
  });
  expect(refused).toMatchObject({
    status: 422,
    body: { errors: { created_at: [expect.stringContaining('1999')] } },
  });
});
