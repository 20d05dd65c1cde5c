import { expect, it } from 'vitest';
import { makeUuid } from './uuid.ts';

it('makes version 7 UUIDs that begin with the time', () => {
  const now = Date.UTC(2026, 9, 1);
  const made = Array.from({ length: 1000 }, () => makeUuid(now));
  expect(new Set(made).size).toBe(1000);
  for (const id of made) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(now);
  }
});
