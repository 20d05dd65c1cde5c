import { afterAll, beforeAll, expect } from 'vitest';
import { onOnePostgres } from '../harness/one-postgres.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { readConfig } from '../../src/config/config.ts';
import { storeAnswers } from '../../src/ingest/store-batch.ts';
import { incomingAnswer } from '../harness/incoming.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

let server: TestServer;
let database: Database;

beforeAll(async () => {
  server = await startTestServer();
  // Analysing the table would make PostgreSQL plan again and hide the problem.
  await server.sql`alter table responses set (autovacuum_enabled = false)`;
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

onOnePostgres(
  'statements that were first planned for an empty table use the indexes of a large one',
  async () => {
    const shop = await createShop(server);
    const batches = 150;
    for (let batch = 0; batch < batches; batch += 1) {
      const taps = Array.from({ length: 64 }, () => incomingAnswer(shop, { score: 3 }));
      await storeAnswers(database.writer, taps);
      await storeAnswers(
        database.writer,
        taps.map(({ record, ...rest }) => ({
          ...rest,
          record: { ...record, revision: 2, comment: 'And fast' },
        })),
      );
    }
    await server.sql`select pg_stat_force_next_flush()`;
    await expect
      .poll(async () => {
        const [row] = await server.sql`
        select n_tup_ins::int as inserted, seq_tup_read::int as read
        from pg_stat_user_tables where relname = 'responses'`;
        return row?.['inserted'] === batches * 64 ? row['read'] : undefined;
      })
      // Reading all of it for each batch would be 720,000 rows.
      .toBeLessThan(150_000);
  },
);
