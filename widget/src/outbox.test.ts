import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
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
beforeEach(() => {
  vi.stubGlobal('localStorage', makeStorage());
  received.length = 0;
  statuses = [];
  rejectedPaths = [];
});

/** A localStorage: Node has none, and happy-dom, which has one, replaces `fetch` too. */
function makeStorage(): Storage {
  return Object.create({
    setItem(key: string, value: string) {
      this[key] = value;
    },
    getItem(key: string) {
      return this[key] ?? null;
    },
    removeItem(key: string) {
      delete this[key];
    },
  } as Record<string, unknown>) as Storage;
}

const stored = () => Object.keys(localStorage).length;

describe('createOutbox', () => {
  it('sends at once, as plain text, and deletes what the server has accepted', async () => {
    createOutbox(base).post(path, makeUuid(), '{"score":9}');
    expect(stored()).toBe(1);
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(received).toEqual([
      { body: '{"score":9}', type: expect.stringContaining('text/plain') },
    ]);
  });

  it.each([[[0, 0]], [[503]], [[429, 500]]])('retries after %j', async (failures) => {
    statuses = [...failures];
    createOutbox(base, 5).post(path, makeUuid(), 'a');
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(statuses).toEqual([]);
    expect(received.at(-1)?.body).toBe('a');
  });

  it.each([400, 403, 404, 413, 422])('drops a body that is rejected with %i', async (status) => {
    statuses = [status];
    createOutbox(base, 5).post(path, makeUuid(), 'a');
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(received).toHaveLength(1);
  });

  it('sends a rejected body again without the parts in the errors', async () => {
    statuses = [422, 422];
    rejectedPaths = ['order.value', 'url'];
    createOutbox(base, 5).post(path, makeUuid(), '{"score":9,"order":{"value":-1}}');
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(received.map(({ body }) => body)).toEqual([
      '{"score":9,"order":{"value":-1}}',
      '{"score":9}',
    ]);
  });

  it('sends only the latest body of an id when an earlier one failed', async () => {
    statuses = [503];
    const outbox = createOutbox(base, 5);
    const id = makeUuid();
    outbox.post(path, id, 'first');
    outbox.post(path, id, 'second');
    await vi.waitFor(() => expect(stored()).toBe(0));
    expect(received.at(-1)?.body).toBe('second');
  });

  it('does not retry a body that was deleted from storage', async () => {
    statuses = [503];
    const key = makeUuid();
    createOutbox(base, 400).post(path, key, 'a');
    await vi.waitFor(() => expect(statuses).toEqual([]));
    localStorage.removeItem(`nines.${path}${key}`);
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(received.map(({ body }) => body)).toEqual(['a']);
  });

  it('keeps a newer body that another tab has stored', async () => {
    const id = makeUuid();
    createOutbox(base).post(path, id, 'first');
    localStorage.setItem(`nines.${path}${id}`, 'second');
    await vi.waitFor(() => expect(received).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(Object.values(localStorage)).toEqual(['second']);
  });

  it('sends what an earlier page left unsent, unless it is older than seven days', async () => {
    const young = makeUuid(Date.now() - 6 * 864e5);
    const old = makeUuid(Date.now() - 8 * 864e5);
    localStorage.setItem(`nines.${path}${young}`, 'young');
    localStorage.setItem(`nines.${path}${old}`, 'old');
    localStorage.setItem('cart', '3');
    createOutbox(base, 5).flush();
    await vi.waitFor(() => expect(stored()).toBe(1));
    expect(received.map(({ body }) => body)).toEqual(['young']);
    expect({ ...localStorage }).toEqual({ cart: '3' });
  });
});
