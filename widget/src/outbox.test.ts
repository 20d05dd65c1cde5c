import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { History } from './history.ts';
import { createOutbox } from './outbox.ts';
import { makeUuid } from './uuid.ts';

const base = 'https://nines.test/';
const path = 'v1/responses';
const received: { body: string; type: string | null }[] = [];
/** The statuses of the next replies, in order; 201 when the list is empty. `0` is a network failure. */
let statuses: number[] = [];
/** The paths in the errors of a 422. */
let rejectedPaths: string[] = [];

const server = setupServer(
  http.post(base + path, async ({ request }) => {
    const status = statuses.shift() ?? 201;
    if (status === 0) return HttpResponse.error();
    received.push({ body: await request.text(), type: request.headers.get('content-type') });
    return status === 422 && rejectedPaths.length > 0
      ? HttpResponse.json(
          { errors: rejectedPaths.map((rejected) => ({ path: rejected })) },
          { status },
        )
      : new HttpResponse(null, { status });
  }),
);

beforeAll(() => server.listen());
afterAll(() => server.close());

let session: Record<string, string>;
let local: Record<string, string>;
let forgetElsewhere: () => void;
beforeEach(() => {
  session = {};
  local = {};
  received.length = 0;
  statuses = [];
  rejectedPaths = [];
  // Node has no storage, and happy-dom, which has it, replaces `fetch` too.
  vi.stubGlobal('addEventListener', (type: string, listener: (event: object) => void) => {
    if (type === 'storage') forgetElsewhere = () => listener({ key: 'nines', newValue: null });
  });
});

const history = (): History => ({
  session,
  local,
  read: () => ({}),
  update: () => {},
  hasUnsent: () => true,
  clear() {
    for (const store of [session, local]) for (const key of Object.keys(store)) delete store[key];
  },
});

const open = (retryDelayMs?: number) => createOutbox(base, history(), retryDelayMs);
const letter = (body: string, id = makeUuid()) => ({ path, id, body, again: body });
const bodies = () => received.map(({ body }) => body);
const stored = () => Object.keys({ ...session, ...local }).length;

describe('createOutbox', () => {
  it('sends at once, as plain text, and deletes what the server has accepted', async () => {
    open().post(letter('{"score":9}'));
    expect(stored()).toBe(1);
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(received).toEqual([
      { body: '{"score":9}', type: expect.stringContaining('text/plain') },
    ]);
  });

  it.each([[[0, 0]], [[503]], [[429, 500]]])('retries after %j', async (failures) => {
    statuses = [...failures];
    open(5).post({ ...letter('a'), again: 'b' });
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(statuses).toEqual([]);
    expect(received.at(-1)?.body).toBe('b');
  });

  it.each([400, 403, 404, 413, 422])('drops a body that is rejected with %i', async (status) => {
    statuses = [status];
    open(5).post({ ...letter('a'), copy: 'c' });
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(received).toHaveLength(1);
  });

  it('sends a rejected body again without the parts in the errors', async () => {
    statuses = [422, 422];
    rejectedPaths = ['order.value', 'url'];
    open(5).post(letter('{"score":9,"order":{"value":-1}}'));
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(bodies()).toEqual(['{"score":9,"order":{"value":-1}}', '{"score":9}']);
  });

  it('sends only the latest body of an id when an earlier one failed', async () => {
    statuses = [503];
    const outbox = open(5);
    const id = makeUuid();
    outbox.post(letter('first', id));
    outbox.post(letter('second', id));
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(received.at(-1)?.body).toBe('second');
  });

  it('keeps the copy until the server has anything of the answer, and no longer', async () => {
    statuses = [503];
    const outbox = open(5);
    const id = makeUuid();
    outbox.post({ ...letter('words', id), copy: 'score' });
    expect(Object.values(session)).toEqual(['words']);
    expect(Object.values(local)).toEqual(['score']);
    await vi.waitFor(() => expect(stored()).toBe(0));
    statuses = [503];
    outbox.post({ ...letter('more words', id), copy: 'score' });
    expect(local).toEqual({});
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(bodies()).not.toContain('score');
  });

  it('sends the copy when nothing else is left, and the whole answer where it is', async () => {
    const [closed, alive] = [makeUuid(), makeUuid()];
    local[`nines.${path}${closed}`] = 'copy of a closed tab';
    local[`nines.${path}${alive}`] = 'copy';
    session[`nines.${path}${alive}`] = 'whole';
    open(5).flush();
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(bodies().toSorted()).toEqual(['copy of a closed tab', 'whole']);
  });

  it.each([
    ['this', () => history().clear()],
    ['another', () => forgetElsewhere()],
  ])('stops to retry what was forgotten in %s tab', async (_, forget) => {
    statuses = [503, 503];
    const outbox = open(5);
    outbox.post(letter('forgotten'));
    await vi.waitFor(() => expect(statuses.length).toBeLessThan(2));
    forget();
    statuses = [];
    outbox.post(letter('next'));
    await vi.waitFor(() => expect(bodies()).toContain('next'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bodies().at(-1)).toBe('next');
    expect(stored()).toBe(0);
  });

  it('neither stores nor sends while the shopper forbids it', async () => {
    const forbidden = { ...history(), forbids: () => true };
    const outbox = createOutbox(base, forbidden, 1);
    session[`nines.${path}${makeUuid()}`] = 'earlier';
    outbox.post({ ...letter('a'), copy: 'c' });
    outbox.flush();
    open(1).post(letter('sentinel'));
    await vi.waitFor(() => expect(bodies()).toContain('sentinel'));
    expect(bodies()).toEqual(['sentinel']);
    expect(Object.values(session)).toEqual(['earlier']);
    expect(local).toEqual({});
  });

  it('sends what an earlier page left unsent, unless it is older than seven days', async () => {
    const young = makeUuid(Date.now() - 6 * 864e5);
    const old = makeUuid(Date.now() - 8 * 864e5);
    session[`nines.${path}${young}`] = 'young';
    session[`nines.${path}${old}`] = 'old';
    local[`nines.${path}${old}`] = 'old';
    local['cart'] = '3';
    open(5).flush();
    await vi.waitFor(() => expect(stored()).toBe(1));
    expect(bodies()).toEqual(['young']);
    expect(local).toEqual({ cart: '3' });
  });
});
