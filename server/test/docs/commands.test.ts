import { execFile } from 'node:child_process';
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SigningKey, signingKeysOf } from '../harness/orders.ts';
import { ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { adminToken, createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

const run = promisify(execFile);

let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
  folder = await mkdtemp(join(tmpdir(), 'nines-docs-'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** The commands of a page of documentation, with the addresses of this server. */
async function commandsOf(page: string): Promise<string[]> {
  const markdown = await readFile(new URL(page, import.meta.url), 'utf8');
  const blocks = [...markdown.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)];
  return blocks.map(([, block]) => block!.replaceAll('https://nines.example', server.url));
}

/** The module of a page's code block that exports the function `name`. */
async function codeOf<Module>(page: string, name: string): Promise<Module> {
  const markdown = await readFile(new URL(page, import.meta.url), 'utf8');
  const blocks = [...markdown.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code!);
  const code = blocks.find((block) => block.includes(`export function ${name}(`)) ?? '';
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Module;
}

/** The output of a command. Throws when it fails, also for a reply of 400 and above. */
async function sh(command: string, environment: Record<string, string>): Promise<string> {
  const strict = `set -e; curl() { command curl -sS --fail-with-body "$@"; }; ${command}`;
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  return (await run('bash', ['-c', strict], { cwd: folder, env })).stdout;
}

describe('each command of the documentation works unchanged', () => {
  it('in the introduction', async () => {
    const [makeShop, answer, ...others] = await commandsOf('../../src/docs/introduction.md');
    const shop = JSON.parse(await sh(makeShop!, { ADMIN_TOKEN: adminToken }));
    const environment = {
      PUBLIC_KEY: shop.publicKey,
      SECRET_KEY: shop.secretKey,
      SURVEY_ID: shop.surveyId,
    };
    expect(JSON.parse(await sh(answer!, environment))).toMatchObject({ revision: 1 });
    const [aggregate, responses, webhook] = others;
    expect(others).toHaveLength(3);
    expect(JSON.parse(await sh(aggregate!, environment))).toMatchObject({
      total: { responses: 1, nps: 100 },
      previous: { responses: 0 },
      breakdown: [{ by: 'moment', value: 'checkout' }],
    });
    await sh(responses!, environment);
    expect(await readFile(join(folder, 'responses.csv'), 'utf8')).toContain('Quick and friendly');
    expect(JSON.parse(await sh(webhook!, environment))).toMatchObject({
      events: ['response.created'],
      secret: expect.stringMatching(/^whsec_/),
    });
  });

  it('in "Coming from Delighted"', async () => {
    const [makeShop, ...others] = await commandsOf('../../src/delighted/README.md');
    const { secretKey } = JSON.parse(await sh(makeShop!, { ADMIN_TOKEN: adminToken }));
    const environment = { NINES_SECRET_KEY: secretKey };
    expect(others).toHaveLength(3);
    const [bringHistory, moveWebhooks, compare] = others;
    // With the column titles of Delighted's own export.
    const history = `printf 'Response ID,Date,NPS Score,NPS Comment\\n${uuidv7()},2026-01-02 10:00:00 UTC,9,Fast\\n' > responses.csv`;
    const report = JSON.parse(await sh(`${history}; ${bringHistory}`, environment));
    expect(report).toMatchObject({ stored: 1, rejected: 0 });
    const webhook = JSON.parse(await sh(moveWebhooks!, environment));
    expect(webhook).toMatchObject({ format: 'delighted' });
    expect(JSON.parse(await sh(compare!, environment))).toMatchObject({ nps: 100 });
  });

  it('the code that checks a webhook accepts valid and refuses forged requests', async () => {
    const { isFromNines } = await codeOf<{
      isFromNines(headers: object, body: string, secret: string): boolean;
    }>('../../src/docs/introduction.md', 'isFromNines');
    const { Webhook } = await import('standardwebhooks');
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const body = '{"type":"response.created"}';
    const signedAt = (time: Date) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', time, body),
    });
    const now = new Date();
    const headers = signedAt(now);
    expect(isFromNines(headers, body, secret)).toBe(true);
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    const signatures = [other, secret].map((each) => new Webhook(each).sign('msg_1', now, body));
    const ofBoth = { ...headers, 'webhook-signature': signatures.join(' ') };
    expect(isFromNines(ofBoth, body, secret)).toBe(true);
    expect(isFromNines(headers, body, other)).toBe(false);
    expect(isFromNines(headers, `${body} `, secret)).toBe(false);
    expect(isFromNines({ ...headers, 'webhook-id': 'msg_2' }, body, secret)).toBe(false);
    expect(isFromNines(signedAt(new Date(Date.now() - 600_000)), body, secret)).toBe(false);
  });

  it('the code that signs an order makes a token that the server accepts', async () => {
    const { signOrder } = await codeOf<{
      signOrder(claims: object, key: SigningKey): string;
    }>('../../src/docs/introduction.md', 'signOrder');
    const shop = await createShop(server);
    const [key] = await signingKeysOf(server, shop);
    const claims = { order: 'Ünï-1', value: 59.95, currency: 'EUR' };
    const id = uuidv7();
    const answer = { id, order: { token: signOrder(claims, key!) } };
    expect(await postAnswer(server, shop, answer)).toMatchObject({ status: 201 });
    expect((await ask(server, shop, `/v1/responses/${id}`)).body).toMatchObject({
      verified: true,
      order: { id: 'Ünï-1', value: 59.95, currency: 'EUR' },
    });
  });
});
