import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportReport } from '@nines/shared/wire/import';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

// Files in the formats of other services. `src/imports/columns.ts` says which column titles are documented.

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** Every file has a 9 with "Fine" on the first of May, and then a 3 without a comment. */
const files: Record<string, [lines: string[], first: object]> = {
  'the fields of Delighted’s API': [
    [
      'id,person,survey_type,score,comment,permalink,created_at,updated_at,person_email,tags',
      '5435,33,nps,9,Fine,https://delighted.example/r/5vFDpl,1777629600,,a@b.example,"vip, new"',
      '5436,34,nps,3,,https://delighted.example/r/5vFDpm,1777629700,,c@d.example,',
    ],
    { customer: expect.stringMatching(/^[0-9a-f]{32}$/) },
  ],
  'a file from Delighted’s dashboard': [
    [
      'Response ID,Person ID,Email,Name,Survey Type,Score,Comment,Response Date,Delighted Source,Delighted Device Type,Delighted Page URL',
      '1,7,a@b.example,Anna,NPS,9,Fine,2026-05-01 10:00:00 UTC,Web,Mobile,https://shop.example/x',
      '2,8,c@d.example,Bob,NPS,3,,2026-05-01 11:00:00 UTC,Email,Desktop,',
    ],
    { device: 'phone', url: 'https://shop.example/x' },
  ],
  'the fields of Wootric’s API': [
    [
      'id,score,text,ip_address,origin_url,completed,created_at,updated_at,end_user.id,end_user.email,end_user.external_id',
      '7,9,Fine,192.0.2.1,https://shop.example/x,true,2026-05-01 10:00:00 +0000,,3,a@b.example,c-1',
      '8,3,,192.0.2.2,,true,2026-05-01 11:00:00 +0000,,4,c@d.example,c-2',
    ],
    { url: 'https://shop.example/x' },
  ],
  'a file from Wootric’s dashboard': [
    [
      'Email,NPS Score,Feedback,Date Responded,Language,Device',
      'a@b.example,9,Fine,2026-05-01 10:00,English,iPhone',
      'c@d.example,3,,2026-05-01 11:00,Dutch,Windows',
    ],
    { device: 'phone', locale: null },
  ],
  'the fields of SatisMeter’s API': [
    [
      'id,created,rating,category,feedback,user.id,user.userId,user.email,user.name,language,device,referrer',
      '5f,2026-05-01T10:00:00.000Z,9,promoter,Fine,u1,c-1,a@b.example,Anna,en_US,desktop,https://shop.example/x',
      '60,2026-05-01T11:00:00.000Z,3,detractor,,u2,c-2,c@d.example,Bob,nl,mobile,',
    ],
    { locale: 'en-US', device: 'desktop', url: 'https://shop.example/x' },
  ],
  'the fields of Retently’s API': [
    [
      'id;email;firstName;lastName;companyName;score;createdDate;comments;ratingCategory',
      '61;a@b.example;Anna;B;Shop;9;2026-05-01T10:00:00.000Z;Fine;promoter',
      '62;c@d.example;Bob;D;Shop;3;2026-05-01T11:00:00.000Z;;detractor',
    ],
    {},
  ],
  'an export of Qualtrics': [
    [
      'ResponseId,RecordedDate,Progress,NPS,Comments,RecipientEmail',
      'R_1,2026-05-01 10:00:00,100,9,Fine,a@b.example',
      'R_2,2026-05-01 11:00:00,100,3,,c@d.example',
    ],
    {},
  ],
  'an export of a form': [
    [
      'Timestamp,Email Address,How likely are you to recommend us to a friend?,Additional comments',
      '2026-05-01 10:00:00,a@b.example,9,Fine',
      '2026-05-01 11:00:00,c@d.example,3,',
    ],
    {},
  ],
};

it.each(Object.keys(files))('reads the columns of %s, in upper and lower case', async (name) => {
  const [[head = '', ...rows], first] = files[name]!;
  for (const title of [head, head.toUpperCase(), head.toLowerCase()]) {
    const shop = await createShop(server);
    const csv = [title, ...rows].join('\n');
    const report = await importCsv(shop, csv);
    expect(report).toMatchObject({ stored: 2, rejected: 0, errors: [] });
    const found = await responsesOf(shop);
    expect(found).toMatchObject([
      { score: 3, comment: null },
      { score: 9, comment: 'Fine', ...first },
    ]);
    for (const one of found) expect(one.answeredAt).toMatch(/^2026-05-01T(08|09|1[01]):/);
    expect(new Set(found.map(({ customer }) => customer)).size).toBe(2);
    expect(found.map(({ customer }) => customer)).not.toContain(null);
    expect(await importCsv(shop, csv)).toMatchObject({ stored: 0, known: 2 });
  }
});

it('a column "customer" may hold an id, an e-mail address or a hash', async () => {
  const shop = await createShop(server);
  const csv = 'date,score,customer\n2026-05-01,9,Anna\n2026-05-01,3,Anna\n2026-05-01,5,Bob\n';
  expect(await importCsv(shop, csv)).toMatchObject({ stored: 3, rejected: 0 });
  const customers = (await responsesOf(shop)).map(({ customer }) => customer);
  expect(new Set(customers).size).toBe(2);
  expect(customers.join('')).toMatch(/^[0-9a-f]{96}$/);
});

async function importCsv(shop: CreatedShop, body: string): Promise<ImportReport> {
  const headers = { 'content-type': 'text/csv' };
  return (await ask(server, shop, '/v1/imports', { method: 'POST', headers, body })).body;
}

async function responsesOf(shop: CreatedShop): Promise<StoredResponse[]> {
  return (await ask(server, shop, '/v1/responses?limit=100')).body.responses;
}
