import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caseSchema, listedCaseSchema } from '@nines/shared/wire/case';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { type CaseDesk, caseDesk } from '../harness/case-desk.ts';
import { ask, postAnswer, type Reply } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';
import { onOnePostgres } from '../harness/one-postgres.ts';

let server: TestServer;
let shop: CreatedShop;
let desk: CaseDesk;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server);
  desk = caseDesk(server, shop);
});

/** The number of queries of this database that wait for a lock. */
async function waiters(): Promise<number> {
  const [row] = await server.sql<{ count: number }[]>`
    select count(*)::int from pg_locks where not granted and pid in
      (select pid from pg_stat_activity where datname = current_database())`;
  return row!.count;
}

describe('a case', () => {
  it('opens for an answer of 6 or below, and for no other', async () => {
    const order = { id: '1001', value: 59.95, currency: 'EUR' };
    const id = await desk.answer({
      score: 6,
      comment: 'Late',
      reasons: [],
      order,
      moment: 'delivery',
    });
    await desk.answer({ score: 7 });
    const worst = await desk.answer({ score: 0, customer: { id: 'c' }, replyTo: 'a@b.example' });
    expect(await desk.listed()).toEqual([worst, id]);
    const { body } = await desk.find(id);
    const response = (await ask(server, shop, `/v1/responses/${id}`)).body;
    expect(caseSchema.parse(body)).toMatchObject({
      id,
      status: 'open',
      owner: null,
      notes: [],
      noteCount: 0,
      firstContactAt: null,
      secondsToFirstContact: null,
      resolvedAt: null,
      workedAt: null,
      score: 6,
      comment: 'Late',
      order,
      moment: 'delivery',
      survey: shop.surveyId,
      answeredAt: response.answeredAt,
    });
    const { notes: _, ...inList } = body;
    const page = await desk.send('GET', '/v1/cases');
    expect(page.body.cases[1]).toEqual(inList);
    listedCaseSchema.strict().parse(page.body.cases[0]);
    expect(page.body.cases[0]).toMatchObject({ replyTo: 'a@b.example', order: null });
    expect(page.body.cases[0].customer).toMatch(/^[0-9a-f]{32}$/);
  });

  it('opens once when the answer is repeated', async () => {
    const id = uuidv7();
    const times = [1, 1, 2, 3, 2, 1];
    await Promise.all(
      times.map((revision) => postAnswer(server, shop, { id, revision, score: revision })),
    );
    expect(await desk.listed()).toEqual([id]);
    expect((await desk.find(id)).body).toMatchObject({ score: 3 });
  });

  it('does not open for an import or for an answer that arrives long after', async () => {
    const csv = `date,score\n2026-01-02,2\n${new Date().toISOString()},1\n`;
    const report = await ask(server, shop, '/v1/imports', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: csv,
    });
    expect(report.body).toMatchObject({ stored: 2 });
    const basic = Buffer.from(`${shop.secretKey}:`).toString('base64');
    const authorization = `Basic ${basic}`;
    const delighted = async (path: string, body: object) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await ask(server, shop, `/delighted/v1/${path}`, init)).body.id;
    };
    const person = await delighted('people', { email: 'a@b.example', send: false });
    const now = Math.floor(Date.now() / 1000);
    await delighted('survey_responses', { person, score: 2, created_at: now - 30 * 86_400 });
    expect(await desk.listed()).toEqual([]);
    const recent = await delighted('survey_responses', { person, score: 2, created_at: now - 60 });
    expect(await desk.listed()).toEqual([recent]);
  });

  it('is removed by a better score, and opens again with a new time', async () => {
    const id = await desk.answer();
    const { openedAt } = (await desk.find(id)).body;
    await postAnswer(server, shop, { id, score: 9, revision: 2 });
    expect((await desk.find(id)).status).toBe(404);
    expect(await desk.listed()).toEqual([]);
    expect((await desk.patch(id, { owner: 'Sanne' })).status).toBe(404);
    await postAnswer(server, shop, { id, score: 2, revision: 3, comment: 'No, it is not well' });
    const again = (await desk.find(id)).body;
    expect(again).toMatchObject({ status: 'open', comment: 'No, it is not well' });
    expect(Date.parse(again.openedAt)).toBeGreaterThan(Date.parse(openedAt));
    await postAnswer(server, shop, { id, score: 4, revision: 4 });
    expect((await desk.find(id)).body).toMatchObject({ score: 4, openedAt: again.openedAt });
  });

  it.each([
    ['an owner', { owner: 'Sanne' }],
    ['a status', { status: 'contacted' }],
  ])('stays once it has %s, whatever the shopper says then', async (_, work) => {
    const id = await desk.answer();
    await desk.patch(id, work);
    await postAnswer(server, shop, { id, score: 10, revision: 2 });
    expect((await desk.find(id)).body).toMatchObject({ ...work, score: 10 });
    await postAnswer(server, shop, { id, score: 1, revision: 3 });
    expect(await desk.listed()).toEqual([id]);
  });

  it('stays once it has a note', async () => {
    const id = await desk.answer();
    await desk.note(id, { author: 'Sanne', text: 'Called' });
    await postAnswer(server, shop, { id, score: 10, revision: 2 });
    expect((await desk.find(id)).body).toMatchObject({ status: 'open', score: 10, noteCount: 1 });
  });

  onOnePostgres.each(['the work', 'the shopper'])(
    'handles work and a better score at the same time, %s first',
    async (first) => {
      const id = await desk.answer();
      const held = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      const holding = server.sql.begin(async (transaction) => {
        await transaction`select from cases where id = ${id} for update`;
        held.resolve();
        await release.promise;
      });
      await held.promise;
      const acts = [
        () => desk.patch(id, { owner: 'Sanne' }),
        () => postAnswer(server, shop, { id, score: 9, revision: 2 }),
      ];
      const begun: Promise<Reply>[] = [];
      for (const act of first === 'the work' ? acts : acts.toReversed()) {
        begun.push(act());
        await expect.poll(waiters).toBeGreaterThanOrEqual(begun.length);
      }
      release.resolve();
      await holding;
      const replies = await Promise.all(begun);
      expect(replies.map(({ status }) => status)).toEqual(
        first === 'the work' ? [200, 200] : [200, 404],
      );
      const now = await desk.find(id);
      if (first === 'the work') expect(now.body).toMatchObject({ owner: 'Sanne', score: 9 });
      else expect(now.status).toBe(404);
    },
  );

  it('is not visible to another shop', async () => {
    const id = await desk.answer();
    const other = caseDesk(server, await createShop(server));
    expect((await other.find(id)).status).toBe(404);
    expect((await other.patch(id, { owner: 'Eve' })).status).toBe(404);
    expect((await other.note(id, { author: 'Eve', text: 'x' })).status).toBe(404);
    expect(await other.listed()).toEqual([]);
    const summary = await other.summary();
    expect(summary.body).toMatchObject({ cases: 0, shareNeverContacted: null, atStake: [] });
    expect((await desk.find(id)).body).toMatchObject({ owner: null, notes: [] });
    for (const unknown of ['nonsense', uuidv7()]) {
      expect((await desk.find(unknown)).status).toBe(404);
      expect((await desk.patch(unknown, { owner: 'x' })).status).toBe(404);
    }
    const nobody = caseDesk(server, { ...shop, secretKey: 'sk_wrong' });
    expect((await nobody.find(id)).status).toBe(401);
  });
});
