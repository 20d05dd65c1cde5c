import { LRUCache } from 'lru-cache';
import type { Sql } from '../database/connect.ts';
import { makeBody, type Body } from '../http/etag.ts';
import { aggregate, readCounts, type Asked } from './aggregate.ts';
import { readStamp } from './stamp.ts';

/** Gives replies, and remembers them: what has not changed is neither read nor reckoned again. */
export type Memory = { bodyOf(asked: Asked): Promise<Body> };

/** In bytes, of all that is remembered. */
const mostRemembered = 32 * 1024 * 1024;

/**
 * A reply from the rollups depends on what was asked and on the counts alone. The database is asked
 * each time whether these have changed, so a remembered reply is never older than they are.
 */
export function createMemory(sql: Sql): Memory {
  const replies = new LRUCache<string, { stamp: string; body: Body }>({
    maxSize: mostRemembered,
    sizeCalculation: ({ body }) => body.bytes.length,
  });
  return {
    async bodyOf(asked) {
      const key = JSON.stringify(asked);
      const known = asked.source === 'rollups' ? replies.get(key) : undefined;
      if (known && known.stamp === (await readStamp(sql, asked.question))) return known.body;
      const raw = await readCounts(sql, asked);
      const body = makeBody(JSON.stringify(aggregate(asked, raw)));
      if (raw.stamp !== undefined) replies.set(key, { stamp: raw.stamp, body });
      return body;
    },
  };
}
