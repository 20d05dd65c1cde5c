import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readConfig } from '../src/config/config.ts';
import { connectDatabase, type Database } from '../src/database/pools.ts';
import { migrate } from '../src/database/migrate.ts';
import type { ResponseRow } from '../src/ingest/row.ts';
import { storeAnswers } from '../src/ingest/store-answers.ts';
import { writeForms } from '../src/ingest/write-form.ts';
import { uuidv7 } from './harness/requests.ts';

/** A database that sorts as English does: a, A, é, z, Z. Others sort by bytes, or as their country does. */
let database: Database;

beforeAll(async () => {
  const clusterUrl = inject('clusterUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const cluster = postgres(clusterUrl, { max: 1 });
  await cluster.unsafe(`
    create database ${name} template template0 encoding 'UTF8'
    locale_provider icu icu_locale 'en' lc_collate 'C' lc_ctype 'C'`);
  await cluster.end();
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  database = await connectDatabase(readConfig({ DATABASE_URL: url.href }));
  await migrate(database.pool);
});
afterAll(() => database.close());

/** Their byte order is that of no language, and the last two change places in UTF-16. */
const words = ['Z', 'a', 'z', 'é', '\u{fffd}', '\u{1f600}'];

async function makeShop(id: number): Promise<number> {
  await database.pool`
    insert into shops (id, name, origins, timezone, currency, locale, signing_secret, customer_secret)
    values (${id}, 'Shop', '{}', 'UTC', 'EUR', 'en', '', '')`;
  return id;
}

function row(shop: number, word: string): ResponseRow {
  return {
    shop,
    survey: shop + 1,
    id: uuidv7(),
    at: '2026-06-01T12:00:00Z',
    revision: 1,
    score: 9,
    verified: true,
    moment: word,
    channel: 'widget',
    device: 'phone',
    reasons: [word],
    segments: { plan: word, [word]: 'x' },
  };
}

/** The rollup rows of shops in the order in which they were made, and so locked. */
async function places(shops: readonly number[]): Promise<(readonly [number, string, string])[]> {
  const rows = await database.pool<{ shop_id: number; dimension: string; value: string }[]>`
    select shop_id, dimension, value from rollups where shop_id = any(${[...shops]}::bigint[])
    order by ctid`;
  return rows.map(({ shop_id, dimension, value }) => [shop_id, dimension, value] as const);
}

function byBytes(one: readonly [number, string, string], other: readonly [number, string, string]) {
  const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return one[0] - other[0] || compare(one[1], other[1]) || compare(one[2], other[2]);
}

describe.each([
  { form: 'json', answered: [9, 10], seen: [99, 100] },
  { form: 'values', answered: [999, 1_000], seen: [9_999, 10_000] },
] as const)('written as $form,', ({ form, answered, seen }) => {
  it('counts are locked in one order, whatever the database sorts by', async () => {
    for (const shop of [...answered, ...seen]) await makeShop(shop);
    const rows = (shops: readonly number[]) =>
      shops.toReversed().flatMap((shop) => words.toReversed().map((word) => row(shop, word)));
    await storeAnswers(database.writer, rows(answered), [], writeForms[form]);
    const stored = await places(answered);
    // The total, 6 moments, device, channel, verified, 6 reasons, and the properties: 6 plans, 6 names.
    expect(stored).toHaveLength(2 * 28);
    expect(stored).toEqual(stored.toSorted(byBytes));

    const views = rows(seen).map((each) => ({ ...each, kind: 'prompt' }));
    await writeForms[form].storeViews(database.writer, views);
    const counted = await places(seen);
    expect(counted).toHaveLength(2 * 9);
    expect(counted).toEqual(counted.toSorted(byBytes));
  });
});
