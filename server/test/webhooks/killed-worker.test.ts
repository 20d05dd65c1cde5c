import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { expect, it, onTestFinished } from 'vitest';
import { type NinesProcess, ninesProcess } from '../harness/nines-process.ts';
import { freePort } from '../harness/ports.ts';
import { startReceiver } from '../harness/receiver.ts';
import { ask, postAnswer } from '../harness/requests.ts';
import { createDatabase, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { repeats } from '../harness/soak.ts';
import { until } from '../harness/until.ts';
import { uuidv7 } from '../harness/uuid.ts';
import { findPostmaster } from '../../src/database/embedded/postmaster.ts';

const environment = { WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' };

/** Sends answers until the server is gone, and records the acknowledged ids. */
async function postUntilGone(
  server: TestServer,
  shop: Awaited<ReturnType<typeof createShop>>,
  acknowledged: string[],
): Promise<void> {
  const shoppers = Array.from({ length: 8 }, async () => {
    for (;;) {
      const id = uuidv7();
      const reply = await postAnswer(server, shop, { id }).catch(() => undefined);
      if (!reply) return;
      if (reply.status === 201) acknowledged.push(id);
    }
  });
  await Promise.all(shoppers);
}

it(
  'each acknowledged answer is delivered although the server is killed',
  { timeout: 600_000 },
  async () => {
    const DATABASE_URL = await createDatabase();
    const nines = ninesProcess(await freePort(), { ...environment, DATABASE_URL });
    const server = nines as unknown as TestServer;
    const receiver = await startReceiver();
    const told = new Set<string>();
    const heardOf = (text: string) => told.add(JSON.parse(text).data.id);
    // At first the receiver does not reply, so each kill interrupts deliveries.
    receiver.reply = () => new Promise(() => {});
    onTestFinished(async () => {
      await nines.kill();
      await receiver.stop();
    });
    await nines.start();
    const shop = await createShop(server);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ url: receiver.url, events: ['response.created'] });
    await ask(server, shop, '/v1/webhooks', { method: 'POST', headers, body });

    const acknowledged: string[] = [];
    for (let kill = 0; kill < repeats(2, 20); kill += 1) {
      const enough = acknowledged.length + randomInt(30, 300);
      const posting = postUntilGone(server, shop, acknowledged);
      await until('more are acknowledged', () => acknowledged.length >= enough);
      await nines.kill();
      await posting;
      await nines.start();
    }
    receiver.reply = ({ text }) => {
      heardOf(text);
      return { status: 204 };
    };
    expect(acknowledged.length).toBeGreaterThan(100);
    await until('all are told', () => acknowledged.every((id) => told.has(id)), 300);

    const sql = postgres(DATABASE_URL, { max: 1 });
    const [counts] = await sql`
    select (select count(*) from responses)::int as responses,
      (select count(*) from webhook_deliveries)::int as deliveries,
      (select count(distinct subject) from webhook_deliveries)::int as subjects`;
    expect(counts?.['deliveries']).toBe(counts?.['responses']);
    expect(counts?.['subjects']).toBe(counts?.['responses']);
    expect(counts?.['responses']).toBeGreaterThanOrEqual(acknowledged.length);
    await sql.end();
  },
);

it('each delivery is made by exactly one of several servers', async () => {
  const DATABASE_URL = await createDatabase();
  const servers: NinesProcess[] = [];
  for (let index = 0; index < 2; index += 1) {
    servers.push(ninesProcess(await freePort(), { ...environment, DATABASE_URL }));
  }
  const receiver = await startReceiver();
  onTestFinished(async () => {
    for (const each of servers) await each.kill();
    await receiver.stop();
  });
  await Promise.all(servers.map((each) => each.start()));
  const [one, other] = servers as unknown as [TestServer, TestServer];
  const shop = await createShop(one);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ url: receiver.url });
  await ask(one, shop, '/v1/webhooks', { method: 'POST', headers, body });
  // A webhook added by another process is known within seconds.
  await until('the other knows it too', async () => {
    await postAnswer(other, shop, {});
    return receiver.received.length > 0;
  });
  const ids = Array.from({ length: 200 }, () => uuidv7());
  await Promise.all(
    ids.flatMap((id) => [one, other].map((each) => postAnswer(each, shop, { id }))),
  );
  const told = () => {
    const about = receiver.received.map(({ text }) => JSON.parse(text).data.id as string);
    return about.filter((id) => ids.includes(id)).toSorted();
  };
  await until('all are told', () => told().length >= ids.length);
  const sql = postgres(DATABASE_URL, { max: 1 });
  await until('nothing is left to send', async () => {
    const [left] = await sql`
      select (select count(*) from webhook_events)::int
        + (select count(*) from webhook_deliveries where state = 'pending')::int as count`;
    return left?.['count'] === 0;
  });
  await sql.end();
  expect(told()).toEqual(ids.toSorted());
});

it('no event is lost when the database is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nines-webhooks-'));
  const nines = ninesProcess(await freePort(), { ...environment, DATA_DIR: folder });
  const receiver = await startReceiver();
  onTestFinished(async () => {
    await nines.stop();
    await receiver.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await nines.start();
  const server = nines as unknown as TestServer;
  const shop = await createShop(server);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ url: receiver.url });
  await ask(server, shop, '/v1/webhooks', { method: 'POST', headers, body });
  const acknowledged: string[] = [];
  const post = async () => {
    const id = uuidv7();
    const { status } = await postAnswer(server, shop, { id });
    if (status === 201) acknowledged.push(id);
    return status;
  };
  await Promise.all(Array.from({ length: 50 }, post));
  const postmaster = await findPostmaster(join(folder, 'postgres'));
  process.kill(postmaster!.pid, 'SIGKILL');
  await until('answers are taken in again', async () => (await post()) === 201);
  const told = () => new Set(receiver.received.map(({ text }) => JSON.parse(text).data.id));
  await until('all are told', () => acknowledged.every((id) => told().has(id)), 300);
  expect(acknowledged.length).toBeGreaterThan(50);
}, 600_000);
