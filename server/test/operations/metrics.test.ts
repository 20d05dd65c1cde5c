import { afterAll, beforeAll, expect, it } from 'vitest';
import { ninesProcess } from '../harness/nines-process.ts';
import { freePort } from '../harness/ports.ts';
import { startReceiver } from '../harness/receiver.ts';
import { ask, postAnswer } from '../harness/requests.ts';
import { createDatabase, startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';
import { uuidv7 } from '../harness/uuid.ts';
import { layWire } from '../harness/wire.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
});
afterAll(() => server.stop());

async function read(): Promise<string> {
  const reply = await fetch(`${server.url}/metrics`);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  return reply.text();
}

/** The value of a line by its name and labels; `undefined` when there is no such line. */
function valueOf(text: string, line: string): number | undefined {
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length + 1));
}

const requests = 'nines_http_request_duration_seconds';

it('requests are counted by route and status, with their durations', async () => {
  const shop = await createShop(server);
  await Promise.all(Array.from({ length: 30 }, () => postAnswer(server, shop, {})));
  await postAnswer(server, shop, { score: 11 });
  await ask(server, shop, `/v1/responses/${uuidv7()}`);
  await fetch(`${server.url}/nowhere/at/all`);
  const text = await read();
  const answers = 'method="POST",route="/v1/responses"';
  expect(valueOf(text, `${requests}_count{${answers},status="201"}`)).toBe(30);
  expect(valueOf(text, `${requests}_count{${answers},status="422"}`)).toBe(1);
  expect(valueOf(text, `${requests}_bucket{le="+Inf",${answers},status="201"}`)).toBe(30);
  expect(valueOf(text, `${requests}_sum{${answers},status="201"}`)).toBeGreaterThan(0.01);
  const one = 'method="GET",route="/v1/responses/:id",status="404"';
  expect(valueOf(text, `${requests}_count{${one}}`)).toBe(1);
  expect(valueOf(text, `${requests}_count{method="GET",route="none",status="404"}`)).toBe(1);
});

it('batches, queued rows and the state of the database are measured', async () => {
  const shop = await createShop(server);
  const before = await read();
  await Promise.all(Array.from({ length: 40 }, () => postAnswer(server, shop, {})));
  const text = await read();
  const rows = (from: string) => valueOf(from, 'nines_ingest_batch_rows_sum{kind="answers"}') ?? 0;
  const batches = (from: string) =>
    valueOf(from, 'nines_ingest_batch_rows_count{kind="answers"}') ?? 0;
  expect(rows(text) - rows(before)).toBe(40);
  expect(batches(text) - batches(before)).toBeLessThan(40);
  expect(valueOf(text, 'nines_ingest_waiting_rows')).toBe(0);
  expect(valueOf(text, 'nines_database_up')).toBe(1);
  expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
  expect(text).toMatch(/^nines_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
});

it('waiting deliveries are counted', async () => {
  const shop = await createShop(server);
  const receiver = await startReceiver();
  receiver.reply = () => new Promise(() => {});
  await ask(server, shop, '/v1/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: receiver.url }),
  });
  for (let count = 0; count < 6; count += 1) await postAnswer(server, shop, {});
  const waiting = async () => valueOf(await read(), 'nines_webhook_waiting_deliveries');
  await until('six wait', async () => (await waiting()) === 6);
  await receiver.stop();
});

it('metrics are in the format of Prometheus, and name no shop or person', async () => {
  const shop = await createShop(server, { name: 'A very special shop' });
  const customer = { id: 'customer-17', email: 'anna@shop.example' };
  await postAnswer(server, shop, { order: { id: 'order-1001' }, customer, moment: 'my-moment' });
  await ask(server, shop, `/v1/surveys/${shop.surveyId}/aggregate`);
  const text = await read();
  const line = /^([a-z_:][a-z0-9_:]*)(\{([a-z_]+="[^"\\]*",?)*\})? (\S+)$/i;
  for (const each of text.split('\n').filter((found) => found && !found.startsWith('#'))) {
    expect(each).toMatch(line);
    expect(
      Number(each.slice(each.lastIndexOf(' ') + 1).replace('+Inf', 'Infinity')),
      each,
    ).not.toBeNaN();
  }
  const secrets = [shop.shopId, shop.publicKey, shop.secretKey, shop.surveyId, 'special shop'];
  for (const word of [...secrets, 'order-1001', 'customer-17', 'anna', 'my-moment', '127.0.0.1']) {
    expect(text).not.toContain(word);
  }
});

it('the metrics say when the database is down', async () => {
  const wire = await layWire(await createDatabase());
  const far = ninesProcess(await freePort(), { DATABASE_URL: wire.url });
  await far.start();
  const up = async () =>
    valueOf(await (await fetch(`${far.url}/metrics`)).text(), 'nines_database_up');
  expect(await up()).toBe(1);
  wire.cut();
  await until('it is known', async () => (await up()) === 0);
  await far.kill();
});
