import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '@nines/shared/limits';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { readConfig } from '../../src/config/config.ts';
import { decodeId } from '../../src/database/ids.ts';
import { eraseOld } from '../../src/retention/retention.ts';
import { ask, post, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { textOfDatabase } from '../harness/traces.ts';
import { uuidv7 } from '../harness/uuid.ts';

// Somebody wants their words, or those of others, to stay in the database for ever.

let server: TestServer;
let database: Database;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
});
beforeEach(async () => {
  shop = await createShop(server);
  await patchShop({ retentionDays: 1 });
});

const day = 86_400_000;
const shopId = () => decodeId(shop.shopId)!;
const json = { 'content-type': 'application/json' };
const patchShop = (patch: object) =>
  ask(server, shop, '/v1/shop', { method: 'PATCH', headers: json, body: JSON.stringify(patch) });
/** What a round of retention leaves of the shop, some days from now. */
async function leftAfter(days: number): Promise<string> {
  await eraseOld(database.pool, new Date(Date.now() + days * day), () => false);
  return textOfDatabase(server.sql, shopId());
}

function importRows(...rows: object[]) {
  return ask(server, shop, '/v1/imports', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: rows.map((row) => JSON.stringify(row)).join('\n'),
  });
}

describe('a revision that the server keeps for itself', () => {
  const reserved = [limits.revision + 1, limits.erasedRevision];

  it.each(reserved)('is refused in an answer: %i', async (revision) => {
    const id = uuidv7();
    await postAnswer(server, shop, { id, comment: 'words' });
    const { status, body } = await postAnswer(server, shop, { id, revision, comment: 'for ever' });
    expect(status).toBe(422);
    expect(body.errors[0].path).toBe('revision');
    expect(await leftAfter(3)).not.toMatch(/words|for ever/);
  });

  it('is refused in an import, where no export has it', async () => {
    const row = { answeredAt: '2026-01-01T12:00:00Z', score: 9, comment: 'for ever' };
    const { body } = await importRows({ ...row, revision: limits.revision + 1 });
    expect(body).toMatchObject({ stored: 0, rejected: 1, errors: [{ line: 1, path: 'revision' }] });
  });

  it('brings no words in with an import that says they were erased', async () => {
    const row = {
      answeredAt: '2026-01-01T12:00:00Z',
      score: 9,
      revision: limits.erasedRevision,
      comment: 'for ever',
      customer: { id: 'for-ever' },
      order: { id: 'for-ever' },
      properties: { name: 'for ever' },
    };
    expect((await importRows(row)).body).toMatchObject({ stored: 1, rejected: 0 });
    expect(await textOfDatabase(server.sql, shopId())).not.toMatch(/for.ever/);
    const { body } = await ask(server, shop, '/v1/responses');
    expect(body.responses).toMatchObject([{ score: 9, comment: null, customer: null }]);
  });

  it('keeps the score of an erased answer that is exported and imported again', async () => {
    const id = uuidv7();
    await postAnswer(server, shop, { id, comment: 'words', score: 3 });
    await leftAfter(3);
    const { body: exported } = await ask(server, shop, '/v1/responses', {
      headers: { accept: 'application/x-ndjson' },
    });
    expect((await importRows(exported)).body).toMatchObject({ known: 1, rejected: 0 });
    shop = await createShop(server);
    const other = { ...exported, survey: shop.surveyId };
    expect((await importRows(other)).body).toMatchObject({ stored: 1, rejected: 0 });
  });

  it('is not reached by changes of an erased answer through the Delighted API', async () => {
    const id = uuidv7();
    await postAnswer(server, shop, { id, comment: 'words' });
    await leftAfter(3);
    const authorization = `Basic ${Buffer.from(`${shop.secretKey}:`).toString('base64')}`;
    const { status, body } = await ask(server, shop, `/delighted/v1/survey_responses/${id}`, {
      method: 'PUT',
      headers: { authorization, ...json },
      body: JSON.stringify({ comment: 'for ever' }),
    });
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toMatch(/erased/);
    expect(await leftAfter(3)).not.toMatch(/for ever/);
  });

  it('is taken from what was stored with it before', async () => {
    const [marked, noted, erased] = [uuidv7(), uuidv7(), uuidv7()];
    await postAnswer(server, shop, { id: marked, comment: 'for ever' });
    await postAnswer(server, shop, { id: noted, score: 1 });
    await postAnswer(server, shop, { id: erased, score: 9 });
    await server.sql`update responses set revision = 2147483647 where shop_id = ${shopId()}`;
    const file = new URL('../../migrations/0008-removal.sql', import.meta.url);
    const [statement] = (await readFile(file, 'utf8')).split(/;$/m);
    await server.sql.unsafe(statement!);
    const rows = await server.sql`
      select id, revision from responses where shop_id = ${shopId()} order by revision, id`;
    expect(rows.map(({ revision }) => revision)).toEqual([1e6, 1e6, limits.erasedRevision]);
    expect(rows[2]!.id).toBe(erased);
    expect(await leftAfter(3)).not.toMatch(/for ever|^cases/m);
  });
});

describe('a time that the sender chooses', () => {
  it.each([
    ['in the future', Date.now() + 1_000 * day],
    ['at the end of time', 0xffff_ffff_ffff],
  ])('does not keep an answer or a view: an id %s', async (_, time) => {
    await postAnswer(server, shop, { id: uuidv7(time), comment: 'for ever' });
    const view = {
      id: uuidv7(time),
      key: shop.publicKey,
      kind: 'order',
      order: { id: 'for-ever' },
    };
    expect((await post(server, '/v1/views', JSON.stringify(view))).status).toBe(204);
    expect(await leftAfter(3)).not.toMatch(/for.ever/);
  });

  it('does not keep what is imported: times in the future are refused', async () => {
    const future = new Date(Date.now() + 2 * day).toISOString();
    const { body } = await importRows(
      { answeredAt: future, score: 9, comment: 'for ever' },
      { type: 'view', viewedAt: future, id: uuidv7(), kind: 'order', order: { id: 'for-ever' } },
    );
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'answeredAt',
      'viewedAt',
    ]);
  });

  it('does not move: a later revision keeps the day of the answer', async () => {
    const id = uuidv7(Date.now() - 2 * day);
    await postAnswer(server, shop, { id, comment: 'first' });
    await postAnswer(server, shop, { id, revision: limits.revision, comment: 'for ever' });
    expect(await leftAfter(0)).not.toMatch(/first|for ever/);
  });
});
