import { nines } from '@nines/widget';
import { expect, expectTypeOf, it } from 'vitest';

it('does nothing without a window, such as on a server', () => {
  nines('init', { endpoint: 'https://nines.example', key: 'pk' });
  nines('order', { id: '1001', value: 59.95, currency: 'EUR', token: 't' });
  nines('order', { token: 't' });
  nines('identify', { id: 'c-17', email: 'a@b.nl' });
  nines('set', { plan: 'pro', orders: 3, member: true });
  nines('moment', 'delivery');
  nines('consent', true);
  nines('show');
  nines('hide');
  nines('forget');
  expect(nines('why')).toBeUndefined();
});

it('types the detail of each event, and rejects unknown events and commands', () => {
  nines('on', 'scored', (detail) => {
    expectTypeOf(detail).toEqualTypeOf<{ id: string; score: number }>();
  });
  nines('on', 'skipped', ({ rule }) => expectTypeOf(rule).toBeString());
  expectTypeOf(nines('why')).toEqualTypeOf<Record<string, boolean | null> | undefined>();
  expectTypeOf<Window['nines']>().toEqualTypeOf<typeof nines | undefined>();
  // @ts-expect-error -- an order needs an id or a token
  nines('order', { value: 1 });
  // @ts-expect-error -- the event does not exist
  nines('on', 'opened', () => {});
  // @ts-expect-error -- the command does not exist
  nines('open');
  // @ts-expect-error -- it needs a key
  nines('init', { endpoint: 'https://nines.example' });
});
