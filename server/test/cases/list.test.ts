import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { type CaseDesk, caseDesk } from '../harness/case-desk.ts';
import { postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

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

describe('the list', () => {
  it('filters by status, owner and survey', async () => {
    const [open, taken, contacted, resolved] = [
      await desk.answer(),
      await desk.answer(),
      await desk.answer(),
      await desk.answer(),
    ];
    await desk.patch(taken, { owner: 'Sanne' });
    await desk.patch(contacted, { owner: 'Sanne', status: 'contacted' });
    await desk.patch(resolved, { status: 'resolved' });
    const added = await desk.send('POST', '/v1/surveys', { name: 'After delivery' });
    const survey = added.body.id;
    // The public route caches a shop's surveys for some seconds.
    const elsewhere = uuidv7();
    await expect
      .poll(
        async () =>
          (await postAnswer(server, shop, { id: elsewhere, survey, score: 1 })).status < 300,
      )
      .toBe(true);

    expect(await desk.listed()).toEqual([elsewhere, resolved, contacted, taken, open]);
    expect(await desk.listed('status=open')).toEqual([elsewhere, taken, open]);
    expect(await desk.listed('status=contacted&status=resolved')).toEqual([resolved, contacted]);
    expect(await desk.listed('owner=Sanne')).toEqual([contacted, taken]);
    expect(await desk.listed('owner=Sanne&status=open')).toEqual([taken]);
    expect(await desk.listed('owner=&status=open')).toEqual([elsewhere, open]);
    expect(await desk.listed(`survey=${survey}`)).toEqual([elsewhere]);
    expect(await desk.listed(`survey=${shop.surveyId}&status=resolved`)).toEqual([resolved]);
    expect(await desk.listed('survey=zzz')).toEqual([]);
  });

  it('pages through all cases, each once', async () => {
    // Cases of one batch have the same time.
    const ids = await Promise.all(Array.from({ length: 23 }, () => desk.answer()));
    for (const id of ids.slice(0, 9)) await desk.patch(id, { status: 'contacted' });
    const seen: string[] = [];
    const times: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await desk.send('GET', `/v1/cases?limit=5${next && `&cursor=${next}`}`);
      seen.push(...body.cases.map(({ id }: { id: string }) => id));
      times.push(...body.cases.map(({ openedAt }: { openedAt: string }) => openedAt));
      next = body.next;
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('filters by days of the shop’s time zone', async () => {
    desk = caseDesk(server, await createShop(server, { timezone: 'Pacific/Auckland' }));
    const [early, late] = [await desk.answer(), await desk.answer()];
    // 29 March 2026 ends in Auckland at 11:00 UTC, because of daylight saving.
    await server.sql`update cases set opened_at = '2026-03-29T10:59:59Z' where id = ${early}`;
    await server.sql`update cases set opened_at = '2026-03-29T11:00:00Z' where id = ${late}`;
    expect(await desk.listed('to=2026-03-29')).toEqual([early]);
    expect(await desk.listed('from=2026-03-30')).toEqual([late]);
    expect(await desk.listed('from=2026-03-29&to=2026-03-30')).toEqual([late, early]);
    const summary = await desk.summary('from=2026-03-30&to=2026-03-30');
    expect(summary.body).toMatchObject({ cases: 1, timezone: 'Pacific/Auckland' });
  });

  it.each([
    ['status=closed', 'status.0'],
    ['limit=0', 'limit'],
    ['cursor=nonsense', 'cursor'],
    ['from=2026-02-02&to=2026-02-01', 'from'],
    ['from=9999-12-31', 'from'],
    ['owner=%00', 'owner'],
    ['who=me', ''],
  ])('refuses %s', async (query, path) => {
    const reply = await desk.send('GET', `/v1/cases?${query}`);
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });
});

describe('the summary', () => {
  it('has the open cases, the value at stake and the shoppers never contacted', async () => {
    const empty = await desk.summary();
    expect(empty.body).toMatchObject({ cases: 0, medianSecondsToFirstContact: null, atStake: [] });
    const order = (value?: number, currency?: string) => ({
      order: { id: uuidv7(), value, currency },
    });
    await desk.answer(order(0.1, 'EUR'));
    // Without a currency, the shop's currency counts.
    await desk.answer(order(0.2));
    const contacted = await desk.answer(order(100.25, 'EUR'));
    await desk.answer(order(40, 'GBP'));
    await desk.answer(order());
    const resolved = await desk.answer(order(1_000, 'EUR'));
    const unheard = await desk.answer(order(2_000, 'GBP'));
    await desk.answer({ score: 9, ...order(5_000, 'EUR') });
    await desk.patch(contacted, { status: 'contacted' });
    await desk.patch(resolved, { status: 'contacted' });
    await desk.patch(resolved, { status: 'resolved' });
    await desk.patch(unheard, { status: 'resolved' });
    // One took one minute, the other two.
    for (const [id, seconds] of [
      [contacted, 60],
      [resolved, 120],
    ] as const) {
      const [opened] = await server.sql<[{ at: string }]>`
        select (opened_at + make_interval(secs => ${seconds}))::text as at from cases where id = ${id}`;
      await server.sql`
        update cases set contacted_at = ${opened.at}::text::timestamptz where id = ${id}`;
    }
    const { status, body } = await desk.summary();
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
    expect((await desk.summary(`to=${yesterday}`)).body.cases).toBe(0);
    const other = await desk.summary(`survey=${shop.surveyId}`);
    expect(other.body.cases).toBe(7);
    const wrong = await desk.summary('from=2026-02-02&to=2026-02-01');
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: 'from' }] } });
  });
});
