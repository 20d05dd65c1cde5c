import { expect, it } from 'vitest';
import { stepsFor } from './conversation.ts';

const settings = { key: 'k', shop: 'Shop' };

it('asks why of every band unless told otherwise, and always thanks', () => {
  expect(stepsFor(settings, 9)).toEqual(['comment', 'thanks']);
  expect(stepsFor({ ...settings, followUps: { promoter: [] } }, 9)).toEqual(['thanks']);
  expect(stepsFor({ ...settings, followUps: { promoter: [] } }, 6)).toEqual(['comment', 'thanks']);
});
