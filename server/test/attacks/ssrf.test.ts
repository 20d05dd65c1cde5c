import { createServer, type AddressInfo, type LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import type { Attempt } from '@nines/shared/wire/webhook';
import { isPublicAddress, lookupPublic } from '../../src/webhooks/destination.ts';
import { send } from '../../src/webhooks/send.ts';
import { freePort } from '../harness/ports.ts';
import { ask, postAnswer, type Reply } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
  shop = await createShop(server);
});
afterAll(() => server.stop());

function addWebhook(url: string): Promise<Reply> {
  return ask(server, shop, '/v1/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url }),
  });
}

describe('a shop that looks for addresses inside our network: a webhook', () => {
  it.each([
    'http://shop.example/hook',
    'https://127.0.0.1/hook',
    'https://127.1/hook',
    'https://2130706433/hook',
    'https://0x7f000001/hook',
    'https://0.0.0.0/hook',
    'https://10.1.2.3/hook',
    'https://172.16.0.1/hook',
    'https://192.168.1.1/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/hook',
    'https://[::1]/hook',
    'https://[::]/hook',
    'https://[::ffff:127.0.0.1]/hook',
    'https://[64:ff9b::7f00:1]/hook',
    'https://[fe80::1]/hook',
    'https://[fd00::1]/hook',
    'https://0177.0.0.1/hook',
    'https://127.0.0.1./hook',
    'https://①②⑦.0.0.1/hook',
    'https://192.0.0.8/hook',
    'https://198.18.0.1/hook',
    'https://224.0.0.1/hook',
    'https://255.255.255.255/hook',
    'https://[::127.0.0.1]/hook',
    'https://[::7f00:1]/hook',
    'https://[::ffff:0:127.0.0.1]/hook',
    'https://[2002:7f00:1::]/hook',
    'https://[2001::1]/hook',
    'https://[fec0::1]/hook',
    'https://[ff02::1]/hook',
    'https://[4000::1]/hook',
  ])('cannot be %s', async (url) => {
    const reply = await addWebhook(url);
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'url' }] } });
  });

  it('to a name that resolves to a private address never connects, and tells no more than one without', async () => {
    let connections = 0;
    const inside = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      inside.listen(0, '127.0.0.1', resolve);
    });
    const { port } = inside.address() as AddressInfo;
    const { status, body } = await addWebhook(`https://localhost:${port}/hook`);
    expect(status).toBe(201);
    const unknown = await addWebhook('https://no-such-name.invalid/hook');
    await postAnswer(server, shop, {});
    const [inner, none] = [await firstAttempt(body.id), await firstAttempt(unknown.body.id)];
    expect(inner).toMatchObject({ status: null, error: expect.stringMatching(/^No connection: /) });
    expect(none).toMatchObject({ status: null, error: inner.error });
    expect(connections).toBe(0);
    inside.close();
  });
});

async function firstAttempt(webhook: string): Promise<Attempt> {
  return until('it was tried', async () => {
    const { body } = await ask(server, shop, `/v1/webhooks/${webhook}/deliveries`);
    return body.deliveries[0]?.attempts[0];
  });
}

it('a refused connection is told in the same words, and its cause goes to the log only', async () => {
  const causes: Error[] = [];
  const port = await freePort();
  const message = {
    id: 'msg_1',
    url: `http://127.0.0.1:${port}/`,
    secrets: ['whsec_c2VjcmV0'],
    body: '{}',
  };
  const attempt = await send(message, {
    allowPrivate: true,
    timeoutMs: 60_000,
    onError: (error) => causes.push(error),
  });
  expect(attempt.error).toMatch(/^No connection: /);
  expect(attempt.error).not.toContain(String(port));
  expect(causes).toMatchObject([{ code: 'ECONNREFUSED' }]);
});

describe('an address', () => {
  it.each(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '1.1.1.1'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each(['127.0.0.1', '10.0.0.1', '::1', '::ffff:10.0.0.1', 'fe80::1', '224.0.0.1', '', 'x'])(
    '%s is not public',
    (address) => expect(isPublicAddress(address)).toBe(false),
  );
  it.each([true, false])('of a literal resolves to itself (all: %s)', async (all) => {
    const look = (host: string) =>
      new Promise((resolve) => {
        const done: Parameters<LookupFunction>[2] = (error, found) => resolve(error ?? found);
        lookupPublic(host, { all }, done);
      });
    expect(await look('1.1.1.1')).toEqual(all ? [{ address: '1.1.1.1', family: 4 }] : '1.1.1.1');
    expect(await look('127.0.0.1')).toBeInstanceOf(Error);
  });
});
