import { parse } from 'csv-parse/sync';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask, post } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
  shop = await createShop(server, { timezone: 'Australia/Lord_Howe' });
  await importLines(shop, [
    // Nine in the evening in London is the next day on Lord Howe.
    line('2026-05-01T21:00:00Z', { score: 9, moment: 'checkout', comment: 'Fine', locale: 'nl' }),
    line('2026-05-02T10:00:00Z', { score: 7, moment: 'delivery', effort: 2, expectation: 'below' }),
    line('2026-05-02T20:00:00Z', {
      score: 2,
      moment: 'delivery',
      comment: '=HYPERLINK("https://evil.example")',
      order: { id: '1001', value: 12.5, currency: 'EUR' },
      customer: { id: 'c-1' },
      properties: { plan: 'pro', vip: true },
    }),
  ]);
});
afterAll(() => server.stop());

describe('the list', () => {
  it.each([
    ['', [2, 7, 9]],
    ['from=2026-05-02&to=2026-05-02', [7, 9]],
    ['to=2026-05-01', []],
    ['band=detractor', [2]],
    ['band=detractor&band=promoter', [2, 9]],
    ['score=7&score=9', [7, 9]],
    ['comment=true', [2, 9]],
    ['comment=false', [7]],
    ['moment=delivery', [2, 7]],
    ['moment=delivery&moment=checkout&locale=nl', [9]],
    ['effort=2', [7]],
    ['expectation=below', [7]],
    ['verified=true', []],
    ['order=1001', [2]],
    ['property.plan=pro', [2]],
    ['property.vip=true', [2]],
    ['property.plan=free', []],
    ['survey=zzz', []],
  ])('with %s', async (query, scores) => {
    const reply = await ask(server, shop, `/v1/responses?${query}`);
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    expect(reply.body.responses.map(({ score }: StoredResponse) => score)).toEqual(scores);
  });

  it('filters by customer, with the reference that responses show', async () => {
    const [worst] = (await ask(server, shop, '/v1/responses?limit=1')).body.responses;
    const { body } = await ask(server, shop, `/v1/responses?customer=${worst.customer}`);
    expect(body.responses).toEqual([worst]);
  });

  it('pages through all responses, each once', async () => {
    const scores: number[] = [];
    let next: string | null = '';
    for (let pages = 0; next !== null; pages += 1) {
      expect(pages).toBeLessThan(4);
      const cursor: string = next && `&cursor=${next}`;
      const { body } = await ask(server, shop, `/v1/responses?limit=1${cursor}`);
      scores.push(...body.responses.map(({ score }: StoredResponse) => score));
      next = body.next;
    }
    expect(scores).toEqual([2, 7, 9]);
  });

  it.each([
    ['a cursor of its own making', 'cursor=abc', 'cursor'],
    ['a period that ends before it begins', 'from=2026-05-02&to=2026-05-01', 'from'],
    ['an unknown parameter', 'foo=1', 'foo'],
    ['a band that is none', 'band=fan', 'band.0'],
    ['a customer that is no text', 'customer=%00', 'customer'],
    ['an order that is no text', 'order=%00', 'order'],
  ])('refuses %s', async (_, query, path) => {
    const reply = await ask(server, shop, `/v1/responses?${query}`);
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });

  it('has only the shop’s own responses', async () => {
    const other = await createShop(server);
    expect((await ask(server, other, '/v1/responses')).body.responses).toEqual([]);
    expect((await exported(other, 'application/x-ndjson')).text).toBe('');
    const [one] = (await ask(server, shop, '/v1/responses')).body.responses;
    expect((await ask(server, other, `/v1/responses/${one.id}`)).status).toBe(404);
  });
});

describe('the export', () => {
  it('as NDJSON equals the whole list', async () => {
    const { text, type } = await exported(shop, 'application/x-ndjson');
    const { body } = await ask(server, shop, '/v1/responses');
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((row) => JSON.parse(row)),
    ).toEqual(body.responses);
    expect(type).toBe('application/x-ndjson; charset=utf-8');
  });

  it('as CSV has a UTF-8 mark, and no cell is a formula', async () => {
    const comments = [
      '+1',
      '-1 for delivery',
      '@cmd',
      '=1',
      "'=1",
      'a "b", c\nd',
      'é €',
      '\tx',
      '\rx',
      // A single CR or LF would end the row as well.
      'two\nlines',
      'two\rlines',
    ];
    const there = await createShop(server);
    await importLines(
      there,
      comments.map((comment, score) => line('2026-02-01T00:00:00Z', { score, comment })),
    );
    // The API trims comments, but rows of other writers may be untrimmed.
    for (const score of [7, 8]) {
      await server.sql`update responses set comment = ${comments[score]!}
        where shop_id = ${Number.parseInt(there.shopId, 36)} and score = ${score}`;
    }
    const { text, type } = await exported(there, 'text/csv');
    expect(type).toBe('text/csv; charset=utf-8');
    expect(text.startsWith('\uFEFFid,survey,answeredAt,score,comment,')).toBe(true);
    expect(text.split('\r\n')).toHaveLength(comments.length + 2);
    const rows: Record<string, string>[] = parse(text, { columns: true, bom: true });
    const safe = rows.toSorted((one, other) => Number(one['score']) - Number(other['score']));
    expect(safe.map((row) => row['comment'])).toEqual([
      "'+1",
      "'-1 for delivery",
      "'@cmd",
      "'=1",
      "''=1",
      'a "b", c\nd',
      'é €',
      "'\tx",
      "'\rx",
      'two\nlines',
      'two\rlines',
    ]);
  });

  it('as CSV with semicolons, filtered like the list', async () => {
    const { text } = await exported(shop, 'text/csv', 'delimiter=semicolon&band=detractor');
    const rows: Record<string, string>[] = parse(text, {
      columns: true,
      bom: true,
      delimiter: ';',
    });
    expect(rows).toMatchObject([
      {
        score: '2',
        comment: '\'=HYPERLINK("https://evil.example")',
        orderId: '1001',
        orderValue: '12.5',
        properties: '{"vip": true, "plan": "pro"}',
        verified: 'false',
        effort: '',
      },
    ]);
  });

  it('has no other format', async () => {
    const reply = await ask(server, shop, '/v1/responses', { headers: { accept: 'image/png' } });
    expect(reply.status).toBe(406);
  });

  it('reads no faster than its client, and ends when the client disconnects', async () => {
    const large = await createShop(server);
    await fill(large, 60_000);
    // More than there are connections, so each must be released.
    for (let time = 0; time < 5; time += 1) {
      const { sent, close } = await readSlowly(large);
      await expect.poll(() => running()).toBe(1);
      // Rows that the client does not read are not fetched either. Sockets buffer a few megabytes.
      expect(await sent()).toBeLessThan(16_000_000);
      expect(await running()).toBe(1);
      close();
      await expect.poll(() => running()).toBe(0);
    }
    const { text } = await exported(large, 'application/x-ndjson');
    expect(text.split('\n')).toHaveLength(60_001);
  });
});

function line(answeredAt: string, answer: object): object {
  return { id: uuidv7(Date.parse(answeredAt)), ...answer, answeredAt };
}

async function importLines(to: CreatedShop, lines: object[]): Promise<void> {
  const body = lines.map((each) => JSON.stringify(each)).join('\n');
  const reply = await post(server, '/v1/imports', body, {
    'content-type': 'application/x-ndjson',
    authorization: `Bearer ${to.secretKey}`,
  });
  expect(reply.body).toMatchObject({ stored: lines.length });
}

async function exported(of: CreatedShop, accept: string, query = '') {
  const reply = await fetch(`${server.url}/v1/responses?${query}`, {
    headers: { authorization: `Bearer ${of.secretKey}`, accept },
  });
  expect(reply.status).toBe(200);
  const bytes = Buffer.from(await reply.arrayBuffer());
  return { text: bytes.toString(), type: reply.headers.get('content-type') };
}

/** Inserts rows into the table directly, because this tests only the export. */
async function fill(to: CreatedShop, count: number): Promise<void> {
  await server.sql`
    insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, verified,
      moment, channel, device, comment)
    select ${Number.parseInt(to.shopId, 36)}, ${Number.parseInt(to.surveyId, 36)},
      gen_random_uuid(), now() - n * interval '1 second', current_date, 1, 9, false, 'checkout',
      'api', 'other', repeat('x', 200)
    from generate_series(1, ${count}) as n`;
}

/** The number of exports that the database runs, including cursors that wait for their reader. */
async function running(): Promise<number> {
  const [row] = await server.sql`
    select count(*)::int as count from pg_locks
    where relation = 'responses'::regclass and mode = 'AccessShareLock'
      and database = (select oid from pg_database where datname = current_database())`;
  return row!['count'];
}

/** Starts an export and reads nothing of it. */
async function readSlowly(of: CreatedShop) {
  const request = httpRequest(`${server.url}/v1/responses`, {
    headers: { authorization: `Bearer ${of.secretKey}`, accept: 'application/x-ndjson' },
  });
  request.on('error', () => {});
  request.end();
  const reply = await new Promise<IncomingMessage>((resolve) => {
    request.once('response', resolve);
  });
  reply.on('error', () => {});
  const socket = reply.socket;
  return {
    /** The number of bytes received once no more arrive. */
    async sent() {
      let before = -1;
      while (before !== socket.bytesRead) {
        before = socket.bytesRead;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return before;
    },
    close: () => request.destroy(),
  };
}
