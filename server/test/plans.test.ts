import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectDatabase, type Database } from '../src/database/pools.ts';
import { readConfig } from '../src/config/config.ts';
import { createReplanner } from '../src/ingest/replanner.ts';
import { storeAnswers } from '../src/ingest/store-answers.ts';
import { answerRow } from './harness/answer-row.ts';
import { createShop, startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
let database: Database;

beforeAll(async () => {
  server = await startTestServer();
  // Else it might come to our help at any moment.
  await server.sql`alter table responses set (autovacuum_enabled = false)`;
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

it('a plan made over an empty table does not read the whole of it once it has filled', async () => {
  const shop = await createShop(server);
  const beforeBatch = createReplanner(database.writer);
  const batches = 150;
  for (let batch = 0; batch < batches; batch += 1) {
    const rows = Array.from({ length: 64 }, () => answerRow(shop));
    const later = rows.map((row) => ({ ...row, revision: 2, comment: 'And fast' }));
    for (const each of [rows, later]) {
      await beforeBatch(each.length);
      await storeAnswers(database.writer, each);
    }
  }
  await server.sql`select pg_stat_force_next_flush()`;
  await expect
    .poll(async () => {
      const [row] = await server.sql`
        select n_tup_ins::int as inserted, seq_tup_read::int as read
        from pg_stat_user_tables where relname = 'responses'`;
      return row?.['inserted'] === batches * 64 ? row['read'] : undefined;
    })
    // Reading it all for each batch would come to 720,000.
    .toBeLessThan(150_000);
});
