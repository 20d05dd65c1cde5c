import type { Aggregate } from '@nines/shared/wire/aggregate';
import { expect, it } from 'vitest';
import { chooseLanguage } from '../language.ts';
import { groupBreakdown } from './breakdown.tsx';

const dutch = chooseLanguage(['nl']);

function row(by: string, value: string, responses: number) {
  return { by, value, responses } as Aggregate['breakdown'][number];
}

it('groups by dimension, most responses first, with names in the reader’s language', () => {
  const groups = groupBreakdown(
    [
      row('device', 'phone', 3),
      row('moment', 'gift_wrapping', 5),
      row('moment', 'checkout', 9),
      row('moment', 'service', 0),
      row('locale', 'nl', 4),
      row('locale', '', 6),
    ],
    dutch,
  );
  expect(groups.map(({ heading, rows }) => [heading, ...rows.map(({ name }) => name)])).toEqual([
    ['Per moment', 'Na het afrekenen', 'Gift wrapping'],
    ['Per taal', 'Onbekend', 'Nederlands'],
    ['Per apparaat', 'Telefoon'],
  ]);
});

it('leaves out a dimension without responses', () => {
  expect(groupBreakdown([], dutch)).toEqual([]);
});
