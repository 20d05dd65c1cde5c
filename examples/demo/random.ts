/** Random draws that are the same in every run. */
export type Draws = {
  /** 0 ≤ x < 1 */
  random: () => number;
  /** `true` with this probability. */
  happens: (probability: number) => boolean;
  pick: <Item>(items: readonly [Item, ...Item[]]) => Item;
  /** One of the keys, with a probability in proportion to its weight. */
  weigh: <Key extends string | number>(weights: readonly (readonly [Key, number])[]) => Key;
  /** A whole number ≥ 0 from the Poisson distribution with this mean (Knuth's method). */
  count: (mean: number) => number;
};

/** Draws from a whole-number seed, with the generator "mulberry32" (32 bits of state). */
export function seededDraws(seed: number): Draws {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    random,
    happens: (probability) => random() < probability,
    pick: (items) => items[Math.floor(random() * items.length)] ?? items[0],
    weigh: (weights) => weigh(weights, random()),
    count: (mean) => {
      const floor = Math.exp(-mean);
      let draws = 0;
      for (let product = random(); product > floor; product *= random()) draws += 1;
      return draws;
    },
  };
}

function weigh<Key>(weights: readonly (readonly [Key, number])[], random: number): Key {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random * total;
  for (const [key, weight] of weights) {
    left -= weight;
    if (left < 0) return key;
  }
  throw new RangeError('There is nothing to choose from');
}

/**
 * A UUIDv7 (RFC 9562, section 5.7) with `time` in Unix milliseconds. Its other bits come from `random`
 * (0 ≤ x < 1), so that the same seed gives the same ids.
 */
export function uuidAt(time: number, random: () => number): string {
  const clock = time.toString(16).padStart(12, '0');
  const variant = (8 + Math.floor(random() * 4)).toString(16);
  return [
    clock.slice(0, 8),
    clock.slice(8),
    `7${hex(3, random)}`,
    `${variant}${hex(3, random)}`,
    hex(12, random),
  ].join('-');
}

function hex(digits: number, random: () => number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}
