import { LRUCache } from 'lru-cache';
import { makeBody, type Body } from '../http/etag.ts';
import { aggregate, type Asked } from './aggregate.ts';
import type { RawAnswer, RawReading } from './reading.ts';

/** Remembers replies, so that what has not changed is not reckoned again. */
export type Memory = { bodyOf(asked: Asked, raw: RawAnswer): Body };

/** In bytes, of all that is remembered. */
const mostRemembered = 32 * 1024 * 1024;

/**
 * A reply depends on what was asked and on the counts alone, so the last one is right as long as both
 * are the same. The counts are read each time: what is remembered is never older than they are.
 */
export function createMemory(): Memory {
  const replies = new LRUCache<string, { raw: RawAnswer; body: Body }>({
    maxSize: mostRemembered,
    sizeCalculation: ({ raw, body }) => body.bytes.length + sizeOf(raw),
  });
  return {
    bodyOf(asked, raw) {
      const key = JSON.stringify(asked);
      const known = replies.get(key);
      if (known && isSame(known.raw, raw)) return known.body;
      const body = makeBody(JSON.stringify(aggregate(asked, raw)));
      replies.set(key, { raw, body });
      return body;
    },
  };
}

function isSame(one: RawAnswer, other: RawAnswer): boolean {
  return (
    one.recounting === other.recounting &&
    isSameReading(one.current, other.current) &&
    isSameReading(one.earlier, other.earlier)
  );
}

function isSameReading(one: RawReading | undefined, other: RawReading | undefined): boolean {
  return one?.days === other?.days && one?.values === other?.values;
}

function sizeOf({ current, earlier }: RawAnswer): number {
  return [current, earlier].reduce(
    (size, raw) => size + (raw?.days?.length ?? 0) + (raw?.values?.length ?? 0),
    0,
  );
}
