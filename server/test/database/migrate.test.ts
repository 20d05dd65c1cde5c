import { expect, inject, it } from 'vitest';
import postgres from 'postgres';
import { migrate } from '../../src/database/migrate.ts';
import type { Sql } from '../../src/database/sql.ts';
import { createEmptyDatabase } from '../harness/cluster.ts';

it('migrates once when several processes start at the same moment', async () => {
  const url = await createEmptyDatabase(inject('clusterUrl'));
  const pools = Array.from({ length: 5 }, () => postgres(url, { max: 1, onnotice: () => {} }));
  await Promise.all(pools.map((pool) => migrate(pool as unknown as Sql)));
  const [sql] = pools;
  const [once] =
    await sql!`select count(*) = count(distinct name) as ok, count(*) > 0 as some from migrations`;
  expect(once).toEqual({ ok: true, some: true });
  await Promise.all(pools.map((pool) => migrate(pool as unknown as Sql)));
  await Promise.all(pools.map((pool) => pool.end()));
});

it('refuses a database that is newer than the program', async () => {
  const sql = postgres(await createEmptyDatabase(inject('clusterUrl')), {
    max: 1,
    onnotice: () => {},
  });
  await migrate(sql as unknown as Sql);
  await sql`insert into migrations (name) values ('9999-from-the-future.sql')`;
  await expect(migrate(sql as unknown as Sql)).rejects.toThrow(/newer than this program/);
  await sql.end();
});

it('keeps labels of reasons in the prompt’s languages only, and changes nothing else', async () => {
  const sql = postgres(await createEmptyDatabase(inject('clusterUrl')), {
    max: 1,
    onnotice: () => {},
  });
  await migrate(sql as unknown as Sql);
  // As it was before that migration.
  await sql`delete from migrations where name = '0012-bounds.sql'`;
  await sql`
    drop index webhook_deliveries_untried, webhook_deliveries_pending, surveys_removed`;
  await sql`alter table surveys drop constraint surveys_shop_id_fkey`;
  const reasons = [
    { id: 'price', label: { nl: 'Prijs', 'nl-BE': 'Kost', 'de-AT': 'Preis', xx: 'Filler' } },
    { id: 'other', label: { xx: 'Filler' } },
  ];
  const settings = [{ name: 'One', reasons }, { name: 'Two', reasons: [] }, { name: 'Three' }];
  for (const [index, each] of settings.entries()) {
    await sql`insert into surveys (shop_id, id, settings) values (1, ${index}, ${sql.json(each)})`;
  }
  await migrate(sql as unknown as Sql);
  const rows = await sql`select settings from surveys order by id`;
  const kept = [
    { id: 'price', label: { nl: 'Prijs', de: 'Preis' } },
    { id: 'other', label: {} },
  ];
  expect(rows.map((row) => row['settings'])).toEqual([
    { name: 'One', reasons: kept },
    { name: 'Two', reasons: [] },
    { name: 'Three' },
  ]);
  await sql.end();
});
