import { LRUCache } from 'lru-cache';
import type { Sql } from '../database/sql.ts';
import { makeJson, type JsonBody } from '../http/assets.ts';
import { aggregate, readCounts, type Asked } from './aggregate.ts';
import { stillHolds, type Seen } from './stamp.ts';

/** Gives replies, and remembers them: what has not changed is neither read nor reckoned again. */
export type Memory = { bodyOf(asked: Asked): Promise<JsonBody> };

/** In bytes, of all that is remembered. */
const mostRemembered = 32 * 1024 * 1024;

/**
 * A reply from the rollups depends on what was asked and on the counts alone. The database is asked
 * each time whether these have changed, so a remembered reply is never older than they are.
 *
 * Where the tables are spread over several servers (`isSpread`) nothing is remembered: there one
 * server's snapshot does not tell what another has written.
 */
export function createMemory(sql: Sql, isSpread: boolean): Memory {
  const replies = new LRUCache<string, { seen: Seen; body: JsonBody }>({
    maxSize: mostRemembered,
    sizeCalculation: ({ body }) => body.bytes.length,
  });
  return {
    async bodyOf(asked) {
      const key = JSON.stringify(asked);
      const known = asked.source === 'rollups' ? replies.get(key) : undefined;
      if (known && (await stillHolds(sql, asked.question, known.seen))) return known.body;
      const raw = await readCounts(sql, asked);
      const body = makeJson(JSON.stringify(aggregate(asked, raw)));
      if (raw.seen && !isSpread) replies.set(key, { seen: raw.seen, body });
      return body;
    },
  };
}
