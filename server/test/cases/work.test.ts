import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caseLimits } from '@nines/shared/limits';
import { caseMoves, caseStatuses } from '@nines/shared/wire/case';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { connectDatabase } from '../../src/database/pools.ts';
import { createRetention } from '../../src/retention/retention.ts';
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

describe('work on a case', () => {
  it('allows the documented moves, and refuses others with the name of the field', async () => {
    const ways = { open: [], contacted: ['contacted'], resolved: ['contacted', 'resolved'] };
    for (const from of caseStatuses) {
      for (const to of caseStatuses) {
        const id = await desk.answer();
        for (const status of ways[from])
          expect((await desk.patch(id, { status })).status).toBe(200);
        const reply = await desk.patch(id, { status: to });
        const moves: readonly string[] = caseMoves[from];
        if (to === from || moves.includes(to)) {
          expect(reply, `${from} to ${to}`).toMatchObject({ status: 200, body: { status: to } });
        } else {
          expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'status' }] } });
          expect((await desk.find(id)).body.status).toBe(from);
        }
      }
    }
  });

  it('measures the time until the first contact', async () => {
    const id = await desk.answer();
    const contacted = (await desk.patch(id, { status: 'contacted' })).body;
    const { openedAt, firstContactAt, secondsToFirstContact } = contacted;
    expect(Date.parse(firstContactAt)).toBeGreaterThanOrEqual(Date.parse(openedAt));
    expect(secondsToFirstContact).toBe(
      Math.round((Date.parse(firstContactAt) - Date.parse(openedAt)) / 1000),
    );
    const resolved = (await desk.patch(id, { status: 'resolved' })).body;
    expect(resolved).toMatchObject({ firstContactAt });
    expect(Date.parse(resolved.resolvedAt)).toBeGreaterThanOrEqual(Date.parse(firstContactAt));
    const again = await desk.patch(id, { status: 'contacted' });
    expect(again.body).toMatchObject({ firstContactAt, resolvedAt: null });
    const mistaken = await desk.patch(id, { status: 'open' });
    expect(mistaken.body).toMatchObject({ firstContactAt: null, secondsToFirstContact: null });
    const unheard = (await desk.patch(id, { status: 'resolved' })).body;
    expect(unheard).toMatchObject({ firstContactAt: null });
    // Setting the present values changes nothing.
    expect((await desk.patch(id, { status: 'resolved' })).body).toEqual(unheard);
  });

  it('keeps both of two concurrent changes', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await desk.answer();
      const replies = await Promise.all([
        desk.patch(id, { owner: 'Sanne' }),
        desk.patch(id, { status: 'contacted' }),
        desk.note(id, { author: 'Joris', text: 'Called' }),
      ]);
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 201]);
      const { body } = await desk.find(id);
      expect(body).toMatchObject({ owner: 'Sanne', status: 'contacted', noteCount: 1 });
    }
    const id = await desk.answer();
    const both = await Promise.all([
      desk.patch(id, { status: 'contacted' }),
      desk.patch(id, { status: 'resolved' }),
    ]);
    expect(both.every(({ status }) => status === 200)).toBe(true);
    expect(['contacted', 'resolved']).toContain((await desk.find(id)).body.status);
  });

  it('keeps each note once, up to a maximum', async () => {
    const id = await desk.answer();
    const texts = Array.from({ length: caseLimits.notes }, (_, index) => `note ${index}`);
    const replies = await Promise.all(
      texts.map((text) => desk.note(id, { author: 'Sanne', text })),
    );
    expect(replies.every(({ status }) => status === 201)).toBe(true);
    const { body } = await desk.find(id);
    expect(body.notes.map(({ text }: { text: string }) => text).toSorted()).toEqual(
      texts.toSorted(),
    );
    expect((await desk.note(id, { author: 'Sanne', text: 'One more' })).status).toBe(409);
    const known = body.notes[7];
    const repeated = await desk.note(id, { id: known.id, author: 'Sanne', text: known.text });
    expect(repeated).toMatchObject({ status: 201, body: { noteCount: caseLimits.notes } });
    const other = await desk.answer();
    const given = { id: uuidv7(), author: ' Sanne ', text: 'With an id of its own' };
    for (let time = 0; time < 2; time += 1) await desk.note(other, given);
    expect((await desk.find(other)).body.notes).toMatchObject([{ ...given, author: 'Sanne' }]);
  });

  it.each([
    ['nothing', {}, ''],
    ['an unknown status', { status: 'closed' }, 'status'],
    ['an unknown field', { note: 'x' }, ''],
    ['an empty owner', { owner: ' ' }, 'owner'],
    ['an owner of too many letters', { owner: 'x'.repeat(caseLimits.staff + 1) }, 'owner'],
    ['an owner that is no text', { owner: 'a\0b' }, 'owner'],
  ])('refuses %s', async (_, body, path) => {
    const id = await desk.answer();
    const reply = await desk.patch(id, body);
    expect(reply.status).toBe(422);
    expect(reply.body.errors[0].path).toBe(path);
    expect((await desk.find(id)).body).toMatchObject({ workedAt: null });
  });

  it.each([
    ['no author', { text: 'x' }, 'author'],
    ['no text', { author: 'Sanne', text: '\n' }, 'text'],
    ['too long a text', { author: 'Sanne', text: 'x'.repeat(caseLimits.note + 1) }, 'text'],
    ['an id that is none', { id: '7', author: 'Sanne', text: 'x' }, 'id'],
  ])('refuses a note with %s', async (_, body, path) => {
    const id = await desk.answer();
    expect(await desk.note(id, body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect((await desk.find(id)).body).toMatchObject({ workedAt: null, notes: [] });
  });
});

describe('an erased person', () => {
  it('has no case and no notes any more', async () => {
    const id = await desk.answer({ customer: { id: 'c-17' }, comment: 'comment-gone' });
    const kept = await desk.answer({ customer: { id: 'c-18' } });
    await desk.note(id, { author: 'Sanne', text: 'Mrs name-gone was friendly' });
    await desk.patch(id, { owner: 'Sanne', status: 'contacted' });
    const shown = await desk.send('GET', '/v1/customers/c-17');
    expect(shown.body.cases).toMatchObject([{ id, notes: [{ author: 'Sanne' }] }]);
    expect((await desk.send('DELETE', '/v1/customers/c-17')).status).toBe(200);
    expect(await desk.listed()).toEqual([kept]);
    expect((await desk.find(id)).status).toBe(404);
    expect((await desk.patch(id, { owner: 'Joris' })).status).toBe(404);
    const rows = await server.sql`select to_jsonb(r.*) as row from responses r where id = ${id}`;
    expect(JSON.stringify(rows)).not.toMatch(/gone|Sanne/);
    // A revision that arrives later opens none.
    await postAnswer(server, shop, { id, score: 1, revision: 9 });
    expect(await desk.listed()).toEqual([kept]);
  });

  it('is also one whose answers are older than the retention period', async () => {
    const bare = await desk.answer();
    const worked = await desk.answer();
    await desk.note(worked, { author: 'Sanne', text: 'Mr name-gone called back' });
    await desk.send('PATCH', '/v1/shop', { retentionDays: 30 });
    const database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
    const log = pino({ level: 'silent' });
    const inDays = (days: number) => ({ now: () => new Date(Date.now() + days * 86_400_000) });
    const retainers = [29, 31].map((days) => createRetention(database.pool, log, inDays(days)));
    await retainers[0]!.run();
    expect(await desk.listed()).toEqual([worked, bare]);
    await retainers[1]!.run();
    expect(await desk.listed()).toEqual([]);
    const rows =
      await server.sql`select to_jsonb(r.*) as row from responses r where id = ${worked}`;
    expect(JSON.stringify(rows)).not.toMatch(/gone|Sanne/);
    await Promise.all(retainers.map((retainer) => retainer.stop()));
    await database.close();
  });
});
