import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import postgres from 'postgres';
import { describe, expect, inject, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { distribute } from '../../src/database/distribute.ts';
import { migrate } from '../../src/database/migrate.ts';
import type { Sql } from '../../src/database/sql.ts';
import { startChild } from '../harness/child.ts';
import { createEmptyDatabase } from '../harness/cluster.ts';
import { ninesProcess, type NinesProcess } from '../harness/nines-process.ts';
import { freePort } from '../harness/ports.ts';
import { recount } from '../harness/recount.ts';
import { aggregateOf, ask, postAnswer } from '../harness/requests.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

const command = fileURLToPath(new URL('../../src/database/distribute.ts', import.meta.url));

/** Runs the command and gives its exit code and all that it wrote. */
async function runDistribute(databaseUrl: string): Promise<{ code: number | null; text: string }> {
  const child = await startChild(command, { DATABASE_URL: databaseUrl });
  return { code: await child.exit, text: child.log() };
}

describe('pnpm distribute', () => {
  it('refuses to run without DATABASE_URL, in one line', async () => {
    const text = 'DATABASE_URL must name the coordinator of a Citus\n';
    expect(await runDistribute('')).toEqual({ code: 1, text });
  });

  it.skipIf(inject('isCitus'))('refuses a PostgreSQL without Citus, in one line', async () => {
    const text = 'DATABASE_URL: this database has no Citus (CREATE EXTENSION citus)\n';
    expect(await runDistribute(inject('clusterUrl'))).toEqual({ code: 1, text });
  });

  it('refuses a database that does not answer, in one line', async () => {
    const { code, text } = await runDistribute(`postgres://127.0.0.1:${await freePort()}/nines`);
    expect(code).toBe(1);
    expect(text).toMatch(/^The database does not answer: .+\n$/);
  });
});

describe.runIf(inject('isCitus'))('pnpm distribute on a Citus', () => {
  it('moves a database that holds answers, and can be repeated', async () => {
    const url = await createEmptyDatabase(inject('clusterUrl'));
    const nines = ninesProcess(await freePort(), { DATABASE_URL: url });
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    try {
      await nines.start();
      const shops = [await createShop(nines), await createShop(nines)];
      const ids = await sendAnswers(nines, shops);
      const before = await describeShops(nines, shops);
      await nines.stop();

      expect(await runLines(url)).toEqual(firstLines);
      expect(await runLines(url)).toEqual(secondLines);
      const [left] = await sql`
        select pg_relation_size('responses') + pg_relation_size('rollups') as bytes`;
      expect(left).toEqual({ bytes: '0' });

      await nines.start();
      expect(await describeShops(nines, shops)).toEqual(before);
      for (const [index, shop] of shops.entries()) {
        const again = await postAnswer(nines, shop, { id: ids[index]!, score: 3, revision: 2 });
        expect(again).toMatchObject({ status: 200, body: { revision: 2 } });
      }
      expect(await recount(sql)).toEqual([]);
    } finally {
      await nines.stop();
      await sql.end();
    }
  });

  it('is followed by later migrations, which may change its tables', async () => {
    const url = await createEmptyDatabase(inject('clusterUrl'));
    await distribute(url, () => {});
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    const folder = await mkdtemp(join(tmpdir(), 'nines-migrations-'));
    try {
      await cp(new URL('../../migrations/', import.meta.url), folder, { recursive: true });
      const later = `
        -- The rows that there are get the default.
        alter table responses add column later boolean not null default false;
        drop index responses_signed_order;
        create unique index responses_signed_order on responses (shop_id, survey_id, order_id)
          where verified and not later;
      `;
      await writeFile(join(folder, '9999-later.sql'), later);
      await migrate(sql as unknown as Sql, pathToFileURL(`${folder}/`));
      expect(await sql`select later from responses`).toEqual([]);
    } finally {
      await sql.end();
      await rm(folder, { recursive: true });
    }
  });

  it('keeps all rows of a shop on one node', async () => {
    const url = await createEmptyDatabase(inject('clusterUrl'));
    await distribute(url, () => {});
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    try {
      const groups = await sql`
        select distinct colocationid from pg_dist_partition where partmethod = 'h'`;
      expect(groups).toHaveLength(1);
    } finally {
      await sql.end();
    }
  });
});

const distributed = [
  'responses',
  'views',
  'rollups',
  'cases',
  'recounts',
  'bursts',
  'delighted_people',
  'delighted_survey_requests',
  'suppressions',
];
const known = ['webhook_events', 'webhook_deliveries'];
const firstLines = linesWith('');
const secondLines = linesWith('already ');

function linesWith(already: string): string[] {
  return [
    ...distributed.map((table) => `${table}: ${already}distributed by shop_id over N shards`),
    ...known.map((table) => `${table}: ${already}known to Citus, on the coordinator`),
  ];
}

/** What the command writes, with N for the number of shards, which is a setting of the Citus. */
async function runLines(url: string): Promise<string[]> {
  const { code, text } = await runDistribute(url);
  expect(code).toBe(0);
  return text
    .replaceAll(/over \d+ shards/g, 'over N shards')
    .trimEnd()
    .split('\n');
}

/** Sends each shop a few answers; gives the first id of each shop. */
async function sendAnswers(nines: NinesProcess, shops: readonly CreatedShop[]): Promise<string[]> {
  const ids: string[] = [];
  for (const shop of shops) {
    ids.push(uuidv7());
    const first = await postAnswer(nines, shop, { id: ids.at(-1)!, score: 10, comment: 'Quick' });
    expect(first.status).toBe(201);
    for (const score of [0, 6, 8]) await postAnswer(nines, shop, { score });
  }
  return ids;
}

/** What a shop reads from the counts, the responses and the cases. */
function describeShops(nines: NinesProcess, shops: readonly CreatedShop[]) {
  return Promise.all(
    shops.map(async (shop) => [
      await aggregateOf(nines, shop, 'by=moment,channel'),
      (await ask(nines, shop, '/v1/responses')).body as unknown,
      (await ask(nines, shop, '/v1/cases')).body as unknown,
    ]),
  );
}
