import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { decodeId } from '../../src/database/ids.ts';
import { basic, createLife, lives } from '../harness/lives.ts';
import { ninesProcess, type NinesProcess } from '../harness/nines-process.ts';
import { freePort } from '../harness/ports.ts';
import { startReceiver, type Receiver } from '../harness/receiver.ts';
import { recount } from '../harness/recount.ts';
import { aggregateOf, ask } from '../harness/requests.ts';
import { createDatabase } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { repeats } from '../harness/soak.ts';
import { textOfDatabase } from '../harness/traces.ts';

// Someone has a copy of all tables, of the log and of everything that the API tells, made after an erasure.

let nines: NinesProcess;
let sql: postgres.Sql;
let receiver: Receiver;

beforeAll(async () => {
  const databaseUrl = await createDatabase();
  nines = ninesProcess(await freePort(), {
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'trace',
    WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true',
  });
  await nines.start();
  sql = postgres(databaseUrl, { max: 2, onnotice: () => {} });
  receiver = await startReceiver();
  // Deliveries fail, so that the next try keeps their bodies.
  receiver.reply = () => ({ status: 500 });
});
afterAll(async () => {
  await sql?.end();
  await receiver?.stop();
  await nines?.stop();
});

it('finds no text that was only the erased person’s, all others’ texts, and the same counts', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ({ deeds, erased, by }) => {
      const shop = await createWatchedShop();
      const life = createLife(nines, shop);
      await life.begin();
      for (const did of deeds) await life.play(did);
      const before = (await aggregateOf(nines, shop)).total;

      const name = by === 'id' ? life.idOf(erased) : life.emailOf(erased).toLowerCase();
      const reply = await ask(nines, shop, `/v1/customers/${name}`, { method: 'DELETE' });
      expect(reply.status).toBe(200);

      const { gone, kept } = life.afterErasing(erased, by);
      const database = await textOfDatabase(sql, decodeId(shop.shopId)!);
      const told = await everythingTold(shop);
      const places = { database, told, log: nines.log() };
      for (const [place, text] of Object.entries(places)) {
        const lower = text.toLowerCase();
        expect(
          gone.filter((token) => lower.includes(token)),
          place,
        ).toEqual([]);
      }
      expect(kept.filter((token) => !database.includes(token))).toEqual([]);
      expect((await aggregateOf(nines, shop)).total).toEqual(before);
      expect(await recount(sql)).toEqual([]);
    }),
    { numRuns: repeats(5, 100) },
  );
});

/** A shop with a segment, and with webhooks of both formats. */
async function createWatchedShop(): Promise<CreatedShop> {
  const shop = await createShop(nines);
  const headers = { 'content-type': 'application/json' };
  const send = async (method: string, path: string, body: object) => {
    const reply = await ask(nines, shop, path, { method, headers, body: JSON.stringify(body) });
    expect(reply.status).toBeLessThan(300);
  };
  await send('PATCH', `/v1/surveys/${shop.surveyId}`, { segments: ['buyer'] });
  for (const format of ['nines', 'delighted']) {
    await send('POST', '/v1/webhooks', { url: receiver.url, format });
  }
  return shop;
}

/** All that the private API tells of a shop's answers and people, as one text. */
async function everythingTold(shop: CreatedShop): Promise<string> {
  const { webhooks } = (await ask(nines, shop, '/v1/webhooks')).body;
  const survey = `/v1/surveys/${shop.surveyId}/aggregate`;
  const paths = [
    '/v1/responses?limit=100',
    '/v1/cases',
    `${survey}?by=property.buyer&from=2020-01-01&to=2100-01-01&interval=year`,
    ...webhooks.map(({ id }: { id: string }) => `/v1/webhooks/${id}/deliveries`),
    '/delighted/v1/people',
    '/delighted/v1/survey_responses?expand=person',
    '/delighted/v1/unsubscribes',
  ];
  const texts: string[] = [];
  for (const accept of ['text/csv', 'application/x-ndjson']) {
    const headers = { accept, authorization: `Bearer ${shop.secretKey}` };
    const reply = await fetch(`${nines.url}/v1/responses`, { headers });
    expect(reply.status, accept).toBe(200);
    texts.push(await reply.text());
  }
  for (const path of paths) {
    const isDelighted = path.startsWith('/delighted');
    const reply = await ask(nines, shop, path, isDelighted ? { headers: basic(shop) } : {});
    expect(reply.status, path).toBe(200);
    texts.push(JSON.stringify(reply.body));
  }
  return texts.join('\n');
}
