import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportReport } from '@nines/shared/wire/import';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { recount } from '../harness/recount.ts';
import { aggregateOf, ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(await recount(server.sql)).toEqual([]);
  await server.stop();
});

describe('a CSV', () => {
  it.each([
    ['as little as can be', 'date,score,comment\n2026-05-01,9,Fine\n', {}],
    [
      'with semicolons and a byte order mark',
      '\uFEFFDate;Score;Comment\r\n2026-05-01;9;Fine\r\n',
      {},
    ],
    [
      'of Delighted',
      'ID,Created At,Score,Comment,Person Email,Tags\n77,2026-05-01 10:00:00 UTC,9,Fine,a@b.example,vip\n',
      { customer: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ],
    [
      'of Wootric',
      'id,created_at,score,text,end_user.email,origin_url\n5,1777629600,9,Fine,a@b.example,https://shop.example/x\n',
      { url: 'https://shop.example/x' },
    ],
    [
      'of SatisMeter',
      'id,created,rating,feedback,user.email,language\nabc,2026-05-01T10:00:00.000Z,9,Fine,a@b.example,en_US\n',
      { locale: 'en-US' },
    ],
    ['in Dutch', 'datum\tcijfer\ttoelichting\n2026-05-01\t9\tFine\n', {}],
  ])('%s is understood', async (_, csv, more) => {
    const shop = await createShop(server);
    const report = await importCsv(shop, csv);
    expect(report).toMatchObject({ stored: 1, known: 0, rejected: 0, errors: [] });
    expect(await responsesOf(shop)).toMatchObject([{ score: 9, comment: 'Fine', ...more }]);
    const [{ answeredAt }] = (await responsesOf(shop)) as [StoredResponse];
    expect(answeredAt.slice(0, 13)).toBe('2026-05-01T10');
    // The second time no row is new.
    expect(await importCsv(shop, csv)).toMatchObject({ stored: 0, known: 1 });
  });

  it('reports which columns it read and which it ignored', async () => {
    const shop = await createShop(server);
    const csv = 'When,Likelihood,Plan,Name\n2026-05-01,8,pro,Anna\n';
    const reply = await send(shop, 'text/csv', csv);
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'map' }] } });
    expect(reply.body.detail).toContain('When, Likelihood, Plan, Name');
    const query = 'map=score:Likelihood&map=answeredAt:when&properties=Plan';
    expect(await importCsv(shop, csv, query)).toMatchObject({
      stored: 1,
      columns: { score: 'Likelihood', answeredAt: 'When' },
      ignored: ['Name'],
    });
    expect(await responsesOf(shop)).toMatchObject([{ score: 8, properties: { Plan: 'pro' } }]);
    for (const wrong of ['map=grade:When', 'map=score:Nothing', 'properties=Nothing']) {
      expect((await send(shop, 'text/csv', csv, wrong)).status).toBe(422);
    }
  });

  it('reports each bad row with its line, and stores the others', async () => {
    const shop = await createShop(server);
    const csv = [
      'date,score,comment',
      '2026-05-01,9,"two\nlines"',
      '2026-05-01,11,too high',
      '',
      '31/12/2025,9,which is the month?',
      '2026-02-30,9,no such day',
      '2026-05-01,,no score',
      '2126-05-01,9,not yet',
      '2026-05-01,9,caf\xe9',
      `2026-05-01,9,${'x'.repeat(2_001)}`,
      '2026-05-01,7,the last',
    ].join('\n');
    const report = await importCsv(shop, Buffer.from(csv, 'latin1'));
    expect(report).toMatchObject({ stored: 2, rejected: 7 });
    expect(report.errors.map(({ line, path }) => [line, path])).toEqual([
      [4, 'score'],
      [6, 'answeredAt'],
      [7, 'answeredAt'],
      [8, 'score'],
      [9, 'answeredAt'],
      [10, ''],
      [11, 'comment'],
    ]);
    expect(report.errors[5]!.message).toContain('UTF-8');
    const told = await importCsv(shop, 'date,score\n31/12/2025,9\n', 'dates=dmy');
    expect(told).toMatchObject({ stored: 1 });
    expect((await responsesOf(shop)).at(-1)!.answeredAt).toContain('2025-12-31');
  });

  it('refuses ambiguous numbers: 1,234 may be a thousand or one', async () => {
    const shop = await createShop(server);
    const report = await importCsv(
      shop,
      'date;score;order id;order value\n2026-05-01;9;A;1,234\n2026-05-01;9;B;12,50\n',
      'map=orderId:order id&map=orderValue:order value',
    );
    expect(report).toMatchObject({ stored: 1, rejected: 1, errors: [{ line: 2 }] });
    expect(await responsesOf(shop)).toMatchObject([{ order: { id: 'B', value: 12.5 } }]);
  });

  it('with an open quotation mark stores the rows before it, and reports it', async () => {
    const shop = await createShop(server);
    const open = `date,score,comment\n2026-05-01,9,Fine\n2026-05-01,8,"open\n`;
    const report = await importCsv(shop, open + '2026-05-01,1,swallowed\n'.repeat(5_000));
    expect(report).toMatchObject({ stored: 1, rejected: 1 });
    expect(report.errors[0]!.message).toContain('quotation mark');
  });

  it('reads dates in the shop’s time zone, also on days with clock changes', async () => {
    const shop = await createShop(server, { timezone: 'Australia/Lord_Howe' });
    const rows = [
      ['2026-04-05 00:10', '2026-04-04T13:10'],
      // This half hour occurs twice; the first one is meant.
      ['2026-04-05 01:45', '2026-04-04T14:45'],
      ['2026-04-05 02:10', '2026-04-04T15:40'],
      ['2026-10-04 01:50', '2026-10-03T15:20'],
      // This half hour does not exist; the time is as long after the gap.
      ['2026-10-04 02:10', '2026-10-03T15:40'],
      ['2026-10-04 02:40', '2026-10-03T15:40'],
      ['2026-07-01', '2026-07-01T01:30'],
      ['2026-07-01T12:00+05:30', '2026-07-01T06:30'],
    ];
    const csv = `date,score,order id\n${rows.map(([date], index) => `${date},9,o-${index}`).join('\n')}`;
    await importCsv(shop, csv);
    const stored = new Map(
      (await responsesOf(shop)).map(({ order, answeredAt }) => [
        order!.id,
        answeredAt.slice(0, 16),
      ]),
    );
    expect(rows.map((_, index) => stored.get(`o-${index}`))).toEqual(rows.map(([, time]) => time));
  });

  it('counts identical rows each once, also when the file is sent again', async () => {
    const shop = await createShop(server);
    const three = 'date,score\n2026-05-01,9\n2026-05-01,9\n2026-05-02,3\n2026-05-01,9\n';
    expect(await importCsv(shop, three)).toMatchObject({ stored: 4, known: 0 });
    expect(await importCsv(shop, three)).toMatchObject({ stored: 0, known: 4 });
    // A file with new rows, also at its beginning.
    const grown = three.replace('score\n', 'score\n2026-04-30,10\n2026-05-01,9\n');
    expect(await importCsv(shop, grown)).toMatchObject({ stored: 2, known: 4 });
  });
});

describe('an import', () => {
  it.each(['text/csv', 'application/x-ndjson'])('reads our own export as %s', async (type) => {
    const [from, to] = [await createShop(server), await createShop(server)];
    const reasons = [{ id: 'price', label: { en: 'Price' } }];
    for (const shop of [from, to]) {
      await ask(server, shop, `/v1/surveys/${shop.surveyId}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reasons }),
      });
    }
    await postAnswer(server, from, {
      comment: '=1+1, "quoted";\nand more',
      quotable: true,
      reasons: ['price'],
      effort: 3,
      expectation: 'met',
      locale: 'nl-NL',
      url: 'https://shop.example/thanks',
      order: { id: '1', value: 12.5, currency: 'EUR' },
      customer: { id: 'c' },
      replyTo: 'a@b.example',
      properties: { plan: 'pro', vip: true, n: 1.5 },
    });
    await postAnswer(server, from, { score: 0, comment: "'=apostrophe" });
    const exported = await fetch(`${server.url}/v1/responses`, {
      headers: { authorization: `Bearer ${from.secretKey}`, accept: type },
    });
    const reply = await send(to, type, await exported.text(), `survey=${to.surveyId}`);
    expect(reply.body).toMatchObject({ stored: 2, rejected: 0 });
    const expected = (await responsesOf(from)).map((one) => ({ ...one, survey: to.surveyId }));
    expect(expected.map(({ quotable }) => quotable).toSorted()).toEqual([false, true]);
    expect(await responsesOf(to)).toEqual(
      // Dates of a CSV have milliseconds, like all answers.
      expected,
    );
  });

  it.each([
    ['text/csv', 'date,score\n2026-05-01,9\n2026-05-02,3\n2026-05-01,99\n'],
    [
      'application/x-ndjson',
      [
        { score: 9, answeredAt: '2026-05-01T10:00:00Z' },
        { score: 3, answeredAt: '2026-05-02T10:00:00Z' },
        { score: 99, answeredAt: '2026-05-01T10:00:00Z' },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    ],
  ])(
    'that is dry stores nothing and reports the same as the real one, as %s',
    async (type, file) => {
      const shop = await createShop(server);
      const { dryRun, ...foretold } = (await send(shop, type, file, 'dryRun=true')).body;
      expect(dryRun).toBe(true);
      expect(foretold).toMatchObject({ stored: 2, known: 0, rejected: 1 });
      expect(await responsesOf(shop)).toEqual([]);
      expect((await aggregateOf(server, shop)).total.responses).toBe(0);
      expect((await send(shop, type, file)).body).toEqual({ dryRun: false, ...foretold });
      const again = (await send(shop, type, file, 'dryRun=true')).body;
      expect(again).toMatchObject({ dryRun: true, stored: 0, known: 2, rejected: 1 });
      expect(await responsesOf(shop)).toHaveLength(2);
    },
  );

  it('reports each line that is no JSON, no answer, too long or no text', async () => {
    const shop = await createShop(server);
    const good = JSON.stringify({ score: 9, answeredAt: '2026-05-01T10:00:00Z' });
    const lines = ['{', '[]', good, '', `"${'x'.repeat(70_000)}"`, '\xff', 'null', good];
    const reply = await send(shop, 'application/x-ndjson', Buffer.from(lines.join('\n'), 'latin1'));
    expect(reply.body).toMatchObject({ stored: 2, rejected: 5 });
    const faulty = reply.body.errors.map(({ line }: { line: number }) => line);
    expect(new Set(faulty)).toEqual(new Set([1, 2, 5, 6, 7]));
  });

  it('is refused for another shop’s survey, without a key and in another format', async () => {
    const [shop, other] = [await createShop(server), await createShop(server)];
    const line = JSON.stringify({
      score: 9,
      answeredAt: '2026-05-01T10:00:00Z',
      survey: other.surveyId,
    });
    const reply = await send(shop, 'application/x-ndjson', line);
    expect(reply.body).toMatchObject({ stored: 0, rejected: 1, errors: [{ path: 'survey' }] });
    expect((await send(shop, 'application/json', '{}')).status).toBe(415);
    expect((await send({ secretKey: 'sk_1_x' }, 'text/csv', 'a')).status).toBe(401);
  });

  it('does not block live answers, and counts as exactly', async () => {
    const shop = await createShop(server);
    const rows = Array.from({ length: 20_000 }, (_, index) => {
      const day = `2026-0${1 + (index % 9)}-${String(1 + (index % 28)).padStart(2, '0')}`;
      return `${day},${index % 11},order-${index},"Comment ${index}"`;
    });
    let isOver = false;
    const importing = importCsv(shop, `date,score,order id,comment\n${rows.join('\n')}`).finally(
      () => (isOver = true),
    );
    let answers = 0;
    while (!isOver) {
      expect((await postAnswer(server, shop, { id: uuidv7() })).status).toBe(201);
      answers += 1;
    }
    expect(await importing).toMatchObject({ stored: 20_000, rejected: 0 });
    // One after the other. If they waited for the import, there would be only one or two.
    expect(answers).toBeGreaterThan(5);
    const all = await aggregateOf(server, shop, 'from=2026-01-01&to=2026-12-31&interval=year');
    expect(all.total.responses).toBe(20_000 + answers);
  });
});

function send(
  shop: Pick<CreatedShop, 'secretKey'>,
  type: string,
  body: string | Buffer,
  query = '',
) {
  return ask(server, shop, `/v1/imports?${query}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

async function importCsv(
  shop: CreatedShop,
  csv: string | Buffer,
  query = '',
): Promise<ImportReport> {
  const reply = await send(shop, 'text/csv', csv, query);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

async function responsesOf(shop: CreatedShop): Promise<StoredResponse[]> {
  return (await ask(server, shop, '/v1/responses?limit=100')).body.responses;
}
