import type { Aggregate } from '@nines/shared/wire/aggregate';
import { expect, it } from 'vitest';
import { createFormats } from './formats.ts';
import { groupBreakdown } from './group-breakdown.ts';
import { nl } from './messages-nl.ts';

const voice = { words: nl, formats: createFormats('nl') };

function row(by: string, value: string, responses: number) {
  return { by, value, responses } as Aggregate['breakdown'][number];
}

it('groups by dimension, most responses first, in the reader’s words', () => {
  const groups = groupBreakdown(
    [
      row('device', 'phone', 3),
      row('moment', 'gift_wrapping', 5),
      row('moment', 'checkout', 9),
      row('moment', 'service', 0),
      row('locale', 'nl', 4),
      row('locale', '', 6),
    ],
    voice,
  );
  expect(groups.map(({ heading, rows }) => [heading, ...rows.map(({ name }) => name)])).toEqual([
    ['Per moment', 'Na het afrekenen', 'Gift wrapping'],
    ['Per taal', 'Onbekend', 'Nederlands'],
    ['Per apparaat', 'Telefoon'],
  ]);
});

it('leaves a dimension without responses out', () => {
  expect(groupBreakdown([], voice)).toEqual([]);
});
