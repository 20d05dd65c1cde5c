import { describe, expect, it } from 'vitest';
import { createSources } from './sources.ts';

/** The address `10.a.b.c` of a number. */
function addressOf(number: number): string {
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}

describe('createSources', () => {
  it('counts each address exactly while there are few', () => {
    const sources = createSources(4);
    const counts = ['a', 'b', 'a', 'c', 'a'].map((name) =>
      sources.add(`192.0.2.${name.charCodeAt(0)}`),
    );
    expect(counts).toEqual([1, 1, 2, 1, 3]);
  });

  it('takes an IPv6 network of 64 bits for one, and an IPv4 address in IPv6 for itself', () => {
    const sources = createSources(4);
    sources.add('2001:db8:1:2::1');
    expect(sources.add('2001:db8:1:2:ffff::7')).toBe(2);
    expect(sources.add('2001:db8:1:3::1')).toBe(1);
    sources.add('192.0.2.1');
    expect(sources.add('::ffff:192.0.2.1')).toBe(2);
  });

  it.each([1_000, 20_000])(
    'finds a flood of 500 among %i others, one from each address',
    (others) => {
      const capacity = 128;
      const sources = createSources(capacity);
      let largest = 0;
      let sent = 0;
      for (let number = 0; number < others; number += 1) {
        sources.add(addressOf(number));
        if (sent < (500 * (number + 1)) / others) {
          sent += 1;
          largest = Math.max(largest, sources.add('203.0.113.9'));
        }
      }
      expect(sent).toBe(500);
      expect(largest).toBeLessThanOrEqual(500);
      expect(largest).toBeGreaterThanOrEqual(500 - Math.ceil((others + 500) / (capacity + 1)));
    },
  );

  it('never counts an address too high', () => {
    const sources = createSources(8);
    const all = Array.from({ length: 5_000 }, (_, number) =>
      sources.add(addressOf(number % 2_500)),
    );
    expect(Math.max(...all)).toBeLessThanOrEqual(2);
  });
});
