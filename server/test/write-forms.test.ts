import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectations } from '@nines/shared/wire/fields';
import { readConfig } from '../src/config/config.ts';
import { connectDatabase, type Database } from '../src/database/pools.ts';
import { decodeId } from '../src/database/ids.ts';
import type { ResponseRow } from '../src/ingest/row.ts';
import { storeAnswers } from '../src/ingest/store-answers.ts';
import { writeForms } from '../src/ingest/write-form.ts';
import { recount } from './harness/recount.ts';
import { uuidv7 } from './harness/requests.ts';
import { createShop, startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
let database: Database;

beforeAll(async () => {
  server = await startTestServer();
  // The server takes noted events away again where nobody waits for them.
  await server.sql.unsafe(`
    create table noted (like webhook_events);
    create function keep_noted() returns trigger language plpgsql as $$
      begin insert into noted select new.*; return null; end $$;
    create trigger keep_noted after insert on webhook_events
      for each row execute function keep_noted()`);
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

type Place = { shop: number; survey: number };

async function makeShop(): Promise<Place> {
  const { shopId, surveyId } = await createShop(server);
  return { shop: decodeId(shopId)!, survey: decodeId(surveyId)! };
}

/** One of the values, or the lack of one. */
function maybe<Value>(...values: readonly Value[]): Value | undefined {
  return values[randomInt(values.length + 1)];
}

/** An answer with anything that an answer may have, to be put into several shops. */
function anyAnswer(ids: readonly string[]): Omit<ResponseRow, 'shop' | 'survey'> {
  const order = maybe('A', 'B', 'C', 'D');
  const plan = maybe('free', 'pro', '“x, {}');
  return {
    id: ids[randomInt(ids.length)]!,
    at: '2026-06-01T22:30:00.000Z',
    revision: randomInt(1, 30),
    score: randomInt(11),
    effort: maybe(1, 7),
    verified: order !== undefined && randomInt(3) === 0,
    moment: randomInt(2) ? 'checkout' : 'delivery',
    channel: 'widget',
    device: randomInt(2) ? 'phone' : 'desktop',
    locale: maybe('nl', 'de'),
    expectation: maybe(...expectations),
    comment: maybe('“Good”, {and} \\fast', ''),
    reasons: maybe(['price'], ['delivery', 'a "quoted", {one}']),
    url: maybe('https://shop.example/thanks'),
    order_id: order,
    order_value: order && maybe(0.1, 12.5, 1e9),
    order_currency: order && maybe('EUR'),
    customer_ref: maybe('ref'),
    reply_to: maybe('a@b.example'),
    properties: plan === undefined ? undefined : { plan, size: 1e21, isNew: true },
    segments: plan === undefined ? undefined : { plan },
    past: maybe(true as const),
  };
}

/** All that is stored of a shop, but for what names the shop and the moment. */
async function stateOf({ shop, survey }: Place) {
  const ofShop = { shop_id: null, survey_id: null };
  const responses = await server.sql<Record<string, unknown>[]>`
    select to_jsonb(r.*) as row from responses r where shop_id = ${shop} order by id`;
  const rollups = await server.sql`
    select dimension, day::text, value, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10
    from rollups where shop_id = ${shop} and survey_id = ${survey}
      and c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 > 0
    order by dimension collate "C", day, value collate "C"`;
  const events = await server.sql<{ type: string; subject: string; snapshot: object }[]>`
    select type, subject, snapshot from noted where shop_id = ${shop}`;
  const timeless = (row: object) =>
    JSON.stringify({ ...row, ...ofShop }, (key, value) =>
      key.endsWith('_at') && key !== 'answered_at' ? typeof value : (value as unknown),
    );
  return {
    responses: responses.map(({ row }) => timeless(row as object)),
    rollups,
    events: events
      .map(({ type, subject, snapshot }) => `${type} ${subject} ${timeless(snapshot)}`)
      .toSorted(),
  };
}

it('both forms store, count, tell and note the same', async () => {
  for (let run = 0; run < 5; run += 1) {
    const ids = Array.from({ length: 12 }, () => uuidv7());
    const [one, other] = [await makeShop(), await makeShop()];
    for (let round = 0; round < 12; round += 1) {
      const answers = Array.from({ length: randomInt(1, 9) }, () => anyAnswer(ids));
      const [asJson, asValues] = await Promise.all(
        ([one, other] as const).map((place, index) =>
          storeAnswers(
            database.writer,
            answers.map((answer) => ({ ...answer, ...place })),
            [place.shop],
            index === 0 ? writeForms.json : writeForms.values,
          ),
        ),
      );
      expect(asValues).toEqual(asJson);
      expect(await stateOf(other)).toEqual(await stateOf(one));
    }
  }
  expect(await recount(server.sql)).toEqual([]);
}, 120_000);

describe.each(['json', 'values'] as const)('written as %s,', (form) => {
  it('an id of two shops is noted for the one in which it is new', async () => {
    const [one, other] = [await makeShop(), await makeShop()];
    const [shared, own] = [anyAnswer([uuidv7()]), anyAnswer([uuidv7()])];
    for (const answer of [shared, own]) delete answer.order_id;
    const store = (...rows: ResponseRow[]) =>
      storeAnswers(database.writer, rows, [one.shop, other.shop], writeForms[form]);
    await store({ ...shared, ...other, revision: 5 });
    await store({ ...shared, ...one }, { ...own, ...other }, { ...shared, ...other, revision: 1 });
    const created = await server.sql`
      select shop_id::float8 as shop, subject as id from noted
      where type = 'response.created' and shop_id in (${one.shop}, ${other.shop}) order by seq`;
    const byPlace = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).toSorted();
    expect(byPlace(created)).toEqual(
      byPlace([
        { shop: other.shop, id: shared.id },
        { shop: one.shop, id: shared.id },
        { shop: other.shop, id: own.id },
      ]),
    );
  });
});
