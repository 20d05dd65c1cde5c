import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Sql } from '../database/sql.ts';
import { createSources, type Sources } from './sources.ts';
import { addBursts, type BurstCounts } from './store.ts';

/** Counts, for each survey and day, how many answers one address has sent and how many came without an origin. */
export type BurstCounter = {
  /**
   * Counts a new unsigned answer. `day` is the day on which it arrived, in the shop's time zone: the day in the
   * answer's id is the sender's choice. Returns at once; the counts are stored later, all together.
   */
  note(
    of: { shop: number; survey: number; day: string },
    from: { address: string; hasOrigin: boolean },
  ): void;
  /** Stores what was counted. */
  flush(): Promise<void>;
  stop(): Promise<void>;
};

/** Addresses that are counted apart in a survey and day. */
const maxSources = 128;
/** Surveys whose addresses are counted at a time. One that is pushed out begins again at 0. */
const maxSurveys = 2_000;
const dayMs = 24 * 3_600_000;

/**
 * The hashes are in this process's memory only, a day at most. Each process counts for itself, and `largest` is the
 * highest of any: with n processes behind a load balancer it may be as low as an n-th of the truth, and never above
 * it. A restart begins the day's counting again, and what was stored of it stays.
 */
export function createBurstCounter(
  sql: Sql,
  log: Logger,
  { flushMs }: { flushMs: number },
): BurstCounter {
  const sources = new LRUCache<string, Sources>({ max: maxSurveys, ttl: dayMs });
  let pending = new Map<string, BurstCounts>();
  let flushing: Promise<void> = Promise.resolve();

  async function store(): Promise<void> {
    sources.purgeStale();
    const rows = pending;
    pending = new Map();
    try {
      await addBursts(sql, [...rows.values()]);
    } catch (err) {
      log.warn({ err }, 'the counts of bursts were not stored; they are tried again');
      for (const [key, row] of rows) pending.set(key, merge(row, pending.get(key)));
    }
  }
  function flush(): Promise<void> {
    flushing = flushing.then(store);
    return flushing;
  }
  const timer = setInterval(() => {
    if (pending.size > 0) void flush();
  }, flushMs).unref();
  return {
    note(of, { address, hasOrigin }) {
      const key = `${of.shop} ${of.survey} ${of.day}`;
      let counted = sources.get(key);
      if (!counted) {
        counted = createSources(maxSources);
        sources.set(key, counted);
      }
      const one = { ...of, answers: 1, withoutOrigin: hasOrigin ? 0 : 1 };
      pending.set(key, merge({ ...one, largest: counted.add(address) }, pending.get(key)));
    },
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}

function merge(one: BurstCounts, other: BurstCounts | undefined): BurstCounts {
  if (!other) return one;
  return {
    ...one,
    answers: one.answers + other.answers,
    largest: Math.max(one.largest, other.largest),
    withoutOrigin: one.withoutOrigin + other.withoutOrigin,
  };
}
