import { expect, it } from 'vitest';
import { isCollision, isRefusedValue, isUnavailable } from './errors.ts';

it.each([
  // The row is not at fault when two writers collide: its sender must send it again.
  ['40P01', { collision: true, refused: false, unavailable: true }],
  ['40001', { collision: true, refused: false, unavailable: true }],
  ['23505', { collision: true, refused: false, unavailable: true }],
  ['23514', { collision: false, refused: true, unavailable: false }],
  ['22021', { collision: false, refused: true, unavailable: false }],
  ['53100', { collision: false, refused: false, unavailable: true }],
  ['ECONNRESET', { collision: false, refused: false, unavailable: true }],
  ['42703', { collision: false, refused: false, unavailable: false }],
])('classifies %s', (code, expected) => {
  const error = Object.assign(new Error('It failed'), { code });
  expect({
    collision: isCollision(error),
    refused: isRefusedValue(error),
    unavailable: isUnavailable(error),
  }).toEqual(expected);
});
