import { expect, it } from 'vitest';
import { readCursor, readPage, writeCursor } from './page.ts';

const at = '2026-11-24T10:00:00.123456Z';
const id = '0193a1b2-0000-7000-8000-000000000001';

it('gives no cursor on the last page, and otherwise the position of the last row shown', async () => {
  const rows = [1, 2, 3].map((n) => ({ at, id, n }));
  const list = async (limit: number) => rows.slice(0, limit);
  expect(await readPage(3, list, (row) => row)).toEqual({ rows, next: null });
  const none: typeof rows = [];
  expect(
    await readPage(
      3,
      async () => none,
      (row) => row,
    ),
  ).toEqual({ rows: [], next: null });
  const page = await readPage(2, list, ({ n }) => ({ at, id: id.replace(/1$/, String(n)) }));
  expect(page.rows).toHaveLength(2);
  expect(readCursor(page.next!)).toEqual({ at, id: id.replace(/1$/, '2') });
});

it('reads the cursors that it writes, and refuses any other text', () => {
  expect(readCursor(undefined)).toBeUndefined();
  expect(readCursor(writeCursor({ at, id }))).toEqual({ at, id });
  for (const cursor of ['', 'x', Buffer.from('["x","y"]').toString('base64url')]) {
    expect(() => readCursor(cursor)).toThrow(/cursor/);
  }
});
