import { afterAll, beforeAll, expect } from 'vitest';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { readConfig } from '../../src/config/config.ts';
import { storeAnswers } from '../../src/ingest/writer.ts';
import { incomingAnswer } from '../harness/incoming.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { itOnOnePostgres } from '../harness/one-postgres.ts';

let server: TestServer;
let database: Database;

beforeAll(async () => {
  server = await startTestServer();
  // An analysis of the table would make PostgreSQL plan again, and hide what this test looks for.
  await server.sql`alter table responses set (autovacuum_enabled = false)`;
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

itOnOnePostgres(
  'statements whose first plan saw an empty table do not read all of it once it is full',
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
      // To read all of it for each batch would be 720,000 rows.
      .toBeLessThan(150_000);
  },
);
