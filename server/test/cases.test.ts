import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caseLimits } from '@nines/shared/limits';
import { caseMoves, caseSchema, caseStatuses, listedCaseSchema } from '@nines/shared/wire/case';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../src/config.ts';
import { connectDatabase } from '../src/database/connect.ts';
import { createRetainer } from '../src/retention/retainer.ts';
import { signOrder } from '../src/ingest/order-token.ts';
import { ask, postAnswer, uuidv7, type Reply } from './harness/requests.ts';
import { createShop, startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server);
});

function send(method: string, path: string, body?: object, by = shop): Promise<Reply> {
  const headers = body ? { 'content-type': 'application/json' } : {};
  return ask(server, by, path, { method, headers, body: body ? JSON.stringify(body) : null });
}
const patch = (id: string, body: object, by = shop) => send('PATCH', `/v1/cases/${id}`, body, by);
const note = (id: string, body: object, by = shop) =>
  send('POST', `/v1/cases/${id}/notes`, body, by);
const find = (id: string, by = shop) => send('GET', `/v1/cases/${id}`, undefined, by);

/** Stores an answer of a detractor, unless told otherwise; gives its id. */
async function answer(fields: Record<string, unknown> = {}): Promise<string> {
  const id = uuidv7();
  const { status } = await postAnswer(server, shop, { id, score: 3, ...fields });
  expect(status).toBe(201);
  return id;
}

async function listed(query = ''): Promise<string[]> {
  const reply = await send('GET', `/v1/cases?limit=100&${query}`);
  expect(reply.status).toBe(200);
  return reply.body.cases.map(({ id }: { id: string }) => id);
}

/** How many queries of this database wait for another's lock. */
async function waiters(): Promise<number> {
  const [row] = await server.sql<{ count: number }[]>`
    select count(*)::int from pg_locks where not granted and pid in
      (select pid from pg_stat_activity where datname = current_database())`;
  return row!.count;
}

describe('a case', () => {
  it('opens with an answer of 6 or below, and with no other', async () => {
    const order = { id: '1001', value: 59.95, currency: 'EUR' };
    const id = await answer({ score: 6, comment: 'Late', reasons: [], order, moment: 'delivery' });
    await answer({ score: 7 });
    const worst = await answer({ score: 0, customer: { id: 'c' }, replyTo: 'a@b.example' });
    expect(await listed()).toEqual([worst, id]);
    const { body } = await find(id);
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
    const page = await send('GET', '/v1/cases');
    expect(page.body.cases[1]).toEqual(inList);
    listedCaseSchema.strict().parse(page.body.cases[0]);
    expect(page.body.cases[0]).toMatchObject({ replyTo: 'a@b.example', order: null });
    expect(page.body.cases[0].customer).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is one, however often the answer comes', async () => {
    const id = uuidv7();
    const times = [1, 1, 2, 3, 2, 1];
    await Promise.all(
      times.map((revision) => postAnswer(server, shop, { id, revision, score: revision })),
    );
    expect(await listed()).toEqual([id]);
    expect((await find(id)).body).toMatchObject({ score: 3 });
  });

  it('is none of the past: of an import, or of what is told long after', async () => {
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
    expect(await listed()).toEqual([]);
    const recent = await delighted('survey_responses', { person, score: 2, created_at: now - 60 });
    expect(await listed()).toEqual([recent]);
  });

  it('goes when the shopper thinks better of it, and comes again with a new clock', async () => {
    const id = await answer();
    const { openedAt } = (await find(id)).body;
    await postAnswer(server, shop, { id, score: 9, revision: 2 });
    expect((await find(id)).status).toBe(404);
    expect(await listed()).toEqual([]);
    expect((await patch(id, { owner: 'Sanne' })).status).toBe(404);
    await postAnswer(server, shop, { id, score: 2, revision: 3, comment: 'No, it is not well' });
    const again = (await find(id)).body;
    expect(again).toMatchObject({ status: 'open', comment: 'No, it is not well' });
    expect(Date.parse(again.openedAt)).toBeGreaterThan(Date.parse(openedAt));
    await postAnswer(server, shop, { id, score: 4, revision: 4 });
    expect((await find(id)).body).toMatchObject({ score: 4, openedAt: again.openedAt });
  });

  it.each([
    ['an owner', { owner: 'Sanne' }],
    ['a status', { status: 'contacted' }],
  ])('stays once it has %s, whatever the shopper says then', async (_, work) => {
    const id = await answer();
    await patch(id, work);
    await postAnswer(server, shop, { id, score: 10, revision: 2 });
    expect((await find(id)).body).toMatchObject({ ...work, score: 10 });
    await postAnswer(server, shop, { id, score: 1, revision: 3 });
    expect(await listed()).toEqual([id]);
  });

  it('stays once it has a note', async () => {
    const id = await answer();
    await note(id, { author: 'Sanne', text: 'Called' });
    await postAnswer(server, shop, { id, score: 10, revision: 2 });
    expect((await find(id)).body).toMatchObject({ status: 'open', score: 10, noteCount: 1 });
  });

  it.each(['the work', 'the shopper'])(
    'of work and a change of mind at the same moment, %s first, knows the order',
    async (first) => {
      const id = await answer();
      const held = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      const holding = server.sql.begin(async (transaction) => {
        await transaction`select from responses where id = ${id} for update`;
        held.resolve();
        await release.promise;
      });
      await held.promise;
      const acts = [
        () => patch(id, { owner: 'Sanne' }),
        () => postAnswer(server, shop, { id, score: 9, revision: 2 }),
      ];
      const begun: Promise<Reply>[] = [];
      for (const act of first === 'the work' ? acts : acts.toReversed()) {
        begun.push(act());
        await expect.poll(waiters, { timeout: 20_000 }).toBeGreaterThanOrEqual(begun.length);
      }
      release.resolve();
      await holding;
      const replies = await Promise.all(begun);
      expect(replies.map(({ status }) => status)).toEqual(
        first === 'the work' ? [200, 200] : [200, 404],
      );
      const now = await find(id);
      if (first === 'the work') expect(now.body).toMatchObject({ owner: 'Sanne', score: 9 });
      else expect(now.status).toBe(404);
    },
  );

  it('goes over, with its work, to the signed answer that takes its answer’s place', async () => {
    const order = { id: '1001' };
    const stranger = await answer({ order });
    await note(stranger, { author: 'Sanne', text: 'Who is this?' });
    const { signingSecret } = (await ask(server, shop, '/v1/shop')).body;
    const token = signOrder(order.id, signingSecret);
    const id = uuidv7();
    await postAnswer(server, shop, { id, score: 2, order: { ...order, token } });
    expect(await listed()).toEqual([id]);
    expect((await find(id)).body).toMatchObject({ score: 2, notes: [{ text: 'Who is this?' }] });
    expect((await find(stranger)).status).toBe(404);
  });

  it('is of its shop alone', async () => {
    const id = await answer();
    const other = await createShop(server);
    expect((await find(id, other)).status).toBe(404);
    expect((await patch(id, { owner: 'Eve' }, other)).status).toBe(404);
    expect((await note(id, { author: 'Eve', text: 'x' }, other)).status).toBe(404);
    expect((await send('GET', '/v1/cases', undefined, other)).body.cases).toEqual([]);
    const summary = await send('GET', '/v1/cases/summary', undefined, other);
    expect(summary.body).toMatchObject({ cases: 0, shareNeverContacted: null, atStake: [] });
    expect((await find(id)).body).toMatchObject({ owner: null, notes: [] });
    for (const nobody of ['nonsense', uuidv7()]) {
      expect((await find(nobody)).status).toBe(404);
      expect((await patch(nobody, { owner: 'x' })).status).toBe(404);
    }
    expect((await find(id, { ...shop, secretKey: 'sk_wrong' })).status).toBe(401);
  });
});

describe('the work', () => {
  it('moves as it is stated, and is told otherwise by the field', async () => {
    const ways = { open: [], contacted: ['contacted'], resolved: ['contacted', 'resolved'] };
    for (const from of caseStatuses) {
      for (const to of caseStatuses) {
        const id = await answer();
        for (const status of ways[from]) expect((await patch(id, { status })).status).toBe(200);
        const reply = await patch(id, { status: to });
        const moves: readonly string[] = caseMoves[from];
        if (to === from || moves.includes(to)) {
          expect(reply, `${from} to ${to}`).toMatchObject({ status: 200, body: { status: to } });
        } else {
          expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'status' }] } });
          expect((await find(id)).body.status).toBe(from);
        }
      }
    }
  });

  it('has a clock that stops at the first contact', async () => {
    const id = await answer();
    const contacted = (await patch(id, { status: 'contacted' })).body;
    const { openedAt, firstContactAt, secondsToFirstContact } = contacted;
    expect(Date.parse(firstContactAt)).toBeGreaterThanOrEqual(Date.parse(openedAt));
    expect(secondsToFirstContact).toBe(
      Math.round((Date.parse(firstContactAt) - Date.parse(openedAt)) / 1000),
    );
    const resolved = (await patch(id, { status: 'resolved' })).body;
    expect(resolved).toMatchObject({ firstContactAt });
    expect(Date.parse(resolved.resolvedAt)).toBeGreaterThanOrEqual(Date.parse(firstContactAt));
    const again = await patch(id, { status: 'contacted' });
    expect(again.body).toMatchObject({ firstContactAt, resolvedAt: null });
    const mistaken = await patch(id, { status: 'open' });
    expect(mistaken.body).toMatchObject({ firstContactAt: null, secondsToFirstContact: null });
    const unheard = (await patch(id, { status: 'resolved' })).body;
    expect(unheard).toMatchObject({ firstContactAt: null });
    // What is so already changes nothing.
    expect((await patch(id, { status: 'resolved' })).body).toEqual(unheard);
  });

  it('loses none of two changes at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await answer();
      const replies = await Promise.all([
        patch(id, { owner: 'Sanne' }),
        patch(id, { status: 'contacted' }),
        note(id, { author: 'Joris', text: 'Called' }),
      ]);
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 201]);
      const { body } = await find(id);
      expect(body).toMatchObject({ owner: 'Sanne', status: 'contacted', noteCount: 1 });
    }
    const id = await answer();
    const both = await Promise.all([
      patch(id, { status: 'contacted' }),
      patch(id, { status: 'resolved' }),
    ]);
    expect(both.every(({ status }) => status === 200)).toBe(true);
    expect(['contacted', 'resolved']).toContain((await find(id)).body.status);
  });

  it('keeps every note, up to so many, and each once', async () => {
    const id = await answer();
    const texts = Array.from({ length: caseLimits.notes }, (_, index) => `note ${index}`);
    const replies = await Promise.all(texts.map((text) => note(id, { author: 'Sanne', text })));
    expect(replies.every(({ status }) => status === 201)).toBe(true);
    const { body } = await find(id);
    expect(body.notes.map(({ text }: { text: string }) => text).toSorted()).toEqual(
      texts.toSorted(),
    );
    expect((await note(id, { author: 'Sanne', text: 'One more' })).status).toBe(409);
    const known = body.notes[7];
    const repeated = await note(id, { id: known.id, author: 'Sanne', text: known.text });
    expect(repeated).toMatchObject({ status: 201, body: { noteCount: caseLimits.notes } });
    const other = await answer();
    const given = { id: uuidv7(), author: ' Sanne ', text: 'With an id of its own' };
    for (let time = 0; time < 2; time += 1) await note(other, given);
    expect((await find(other)).body.notes).toMatchObject([{ ...given, author: 'Sanne' }]);
  });

  it.each([
    ['nothing', {}, ''],
    ['an unknown status', { status: 'closed' }, 'status'],
    ['an unknown field', { note: 'x' }, ''],
    ['an empty owner', { owner: ' ' }, 'owner'],
    ['an owner of too many letters', { owner: 'x'.repeat(caseLimits.staff + 1) }, 'owner'],
    ['an owner that is no text', { owner: 'a\0b' }, 'owner'],
  ])('refuses %s', async (_, body, path) => {
    const id = await answer();
    const reply = await patch(id, body);
    expect(reply.status).toBe(422);
    expect(reply.body.errors[0].path).toBe(path);
    expect((await find(id)).body).toMatchObject({ workedAt: null });
  });

  it.each([
    ['no author', { text: 'x' }, 'author'],
    ['no text', { author: 'Sanne', text: '\n' }, 'text'],
    ['too long a text', { author: 'Sanne', text: 'x'.repeat(caseLimits.note + 1) }, 'text'],
    ['an id that is none', { id: '7', author: 'Sanne', text: 'x' }, 'id'],
  ])('refuses a note with %s', async (_, body, path) => {
    const id = await answer();
    expect(await note(id, body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect((await find(id)).body).toMatchObject({ workedAt: null, notes: [] });
  });
});

describe('the list', () => {
  it('narrows by status, owner and survey', async () => {
    const [open, taken, contacted, resolved] = [
      await answer(),
      await answer(),
      await answer(),
      await answer(),
    ];
    await patch(taken, { owner: 'Sanne' });
    await patch(contacted, { owner: 'Sanne', status: 'contacted' });
    await patch(resolved, { status: 'resolved' });
    const added = await send('POST', '/v1/surveys', { name: 'After delivery' });
    const survey = added.body.id;
    // The public route remembers a shop's surveys for some seconds.
    const elsewhere = uuidv7();
    await expect
      .poll(
        async () =>
          (await postAnswer(server, shop, { id: elsewhere, survey, score: 1 })).status < 300,
        { timeout: 20_000 },
      )
      .toBe(true);

    expect(await listed()).toEqual([elsewhere, resolved, contacted, taken, open]);
    expect(await listed('status=open')).toEqual([elsewhere, taken, open]);
    expect(await listed('status=contacted&status=resolved')).toEqual([resolved, contacted]);
    expect(await listed('owner=Sanne')).toEqual([contacted, taken]);
    expect(await listed('owner=Sanne&status=open')).toEqual([taken]);
    expect(await listed('owner=&status=open')).toEqual([elsewhere, open]);
    expect(await listed(`survey=${survey}`)).toEqual([elsewhere]);
    expect(await listed(`survey=${shop.surveyId}&status=resolved`)).toEqual([resolved]);
    expect(await listed('survey=zzz')).toEqual([]);
  });

  it('goes page by page, none twice and none left out', async () => {
    // Answers of one batch open at the same microsecond.
    const ids = await Promise.all(Array.from({ length: 23 }, () => answer()));
    for (const id of ids.slice(0, 9)) await patch(id, { status: 'contacted' });
    const seen: string[] = [];
    const times: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await send('GET', `/v1/cases?limit=5${next && `&cursor=${next}`}`);
      seen.push(...body.cases.map(({ id }: { id: string }) => id));
      times.push(...body.cases.map(({ openedAt }: { openedAt: string }) => openedAt));
      next = body.next;
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('goes by days of the shop’s time zone', async () => {
    shop = await createShop(server, { timezone: 'Pacific/Auckland' });
    const [early, late] = [await answer(), await answer()];
    // 29 March 2026 ends in Auckland at 11:00 of UTC, for it is summer there.
    await server.sql`update responses set case_opened_at = '2026-03-29T10:59:59Z' where id = ${early}`;
    await server.sql`update responses set case_opened_at = '2026-03-29T11:00:00Z' where id = ${late}`;
    expect(await listed('to=2026-03-29')).toEqual([early]);
    expect(await listed('from=2026-03-30')).toEqual([late]);
    expect(await listed('from=2026-03-29&to=2026-03-30')).toEqual([late, early]);
    const summary = await send('GET', '/v1/cases/summary?from=2026-03-30&to=2026-03-30');
    expect(summary.body).toMatchObject({ cases: 1, timezone: 'Pacific/Auckland' });
  });

  it.each([
    ['status=closed', 'status.0'],
    ['limit=0', 'limit'],
    ['cursor=nonsense', 'cursor'],
    ['from=2026-02-02&to=2026-02-01', 'from'],
    ['from=9999-12-31', 'from'],
    ['who=me', ''],
  ])('refuses %s', async (query, path) => {
    const reply = await send('GET', `/v1/cases?${query}`);
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });
});

describe('the summary', () => {
  it('tells what is open, what is at stake, and who was never answered', async () => {
    const empty = await send('GET', '/v1/cases/summary');
    expect(empty.body).toMatchObject({ cases: 0, medianSecondsToFirstContact: null, atStake: [] });
    const order = (value?: number, currency?: string) => ({
      order: { id: uuidv7(), value, currency },
    });
    await answer(order(0.1, 'EUR'));
    // Without a currency it is the shop's.
    await answer(order(0.2));
    const contacted = await answer(order(100.25, 'EUR'));
    await answer(order(40, 'GBP'));
    await answer(order());
    const resolved = await answer(order(1_000, 'EUR'));
    const unheard = await answer(order(2_000, 'GBP'));
    await answer({ score: 9, ...order(5_000, 'EUR') });
    await patch(contacted, { status: 'contacted' });
    await patch(resolved, { status: 'contacted' });
    await patch(resolved, { status: 'resolved' });
    await patch(unheard, { status: 'resolved' });
    // One took a minute, the other two.
    for (const [id, seconds] of [
      [contacted, 60],
      [resolved, 120],
    ] as const) {
      await server.sql`
        update responses set case_contacted_at = case_opened_at + make_interval(secs => ${seconds})
        where id = ${id}`;
    }
    const { status, body } = await send('GET', '/v1/cases/summary');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      cases: 7,
      open: 4,
      contacted: 1,
      resolved: 2,
      neverContacted: 5,
      shareNeverContacted: 5 / 7,
      medianSecondsToFirstContact: 90,
      atStake: [
        { currency: 'EUR', value: 100.55, cases: 3 },
        { currency: 'GBP', value: 40, cases: 1 },
      ],
    });
    const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
    expect((await send('GET', `/v1/cases/summary?to=${yesterday}`)).body.cases).toBe(0);
    const other = await send('GET', `/v1/cases/summary?survey=${shop.surveyId}`);
    expect(other.body.cases).toBe(7);
    const wrong = await send('GET', '/v1/cases/summary?from=2026-02-02&to=2026-02-01');
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: 'from' }] } });
  });
});

describe('an erased person', () => {
  it('leaves no case, and no word that was noted of them', async () => {
    const id = await answer({ customer: { id: 'c-17' }, comment: 'comment-gone' });
    const kept = await answer({ customer: { id: 'c-18' } });
    await note(id, { author: 'Sanne', text: 'Mrs name-gone was friendly' });
    await patch(id, { owner: 'Sanne', status: 'contacted' });
    const shown = await send('GET', '/v1/customers/c-17');
    expect(shown.body.cases).toMatchObject([{ id, notes: [{ author: 'Sanne' }] }]);
    expect((await send('DELETE', '/v1/customers/c-17')).status).toBe(200);
    expect(await listed()).toEqual([kept]);
    expect((await find(id)).status).toBe(404);
    expect((await patch(id, { owner: 'Joris' })).status).toBe(404);
    const rows = await server.sql`select to_jsonb(r.*) as row from responses r where id = ${id}`;
    expect(JSON.stringify(rows)).not.toMatch(/gone|Sanne/);
    // An answer that was still on its way opens none.
    await postAnswer(server, shop, { id, score: 1, revision: 9 });
    expect(await listed()).toEqual([kept]);
  });

  it('is also whoever answered longer ago than the shop wants to know', async () => {
    const bare = await answer();
    const worked = await answer();
    await note(worked, { author: 'Sanne', text: 'Mr name-gone called back' });
    await send('PATCH', '/v1/shop', { retentionDays: 30 });
    const database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
    const log = pino({ level: 'silent' });
    const inDays = (days: number) => ({ now: () => new Date(Date.now() + days * 86_400_000) });
    const retainers = [29, 31].map((days) => createRetainer(database.pool, log, inDays(days)));
    await retainers[0]!.run();
    expect(await listed()).toEqual([worked, bare]);
    await retainers[1]!.run();
    expect(await listed()).toEqual([]);
    const rows =
      await server.sql`select to_jsonb(r.*) as row from responses r where id = ${worked}`;
    expect(JSON.stringify(rows)).not.toMatch(/gone|Sanne/);
    await Promise.all(retainers.map((retainer) => retainer.stop()));
    await database.close();
  });
});
