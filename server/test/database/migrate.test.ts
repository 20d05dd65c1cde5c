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
