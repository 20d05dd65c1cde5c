import { randomInt } from 'node:crypto';
import type { Sql } from 'postgres';
import { recount } from './recount.ts';
import { uuidv7 } from './uuid.ts';

/** An answer that a shopper sends, or sends again. */
export type Sending = { id: string; revision: number; score: number; order?: { id: string } };

/** What became of all that was acknowledged. */
export type Verdict = {
  /** Answers of which at least one revision was acknowledged. */
  acknowledged: number;
  stored: number;
  /** Acknowledged, and not there, or older than acknowledged, or other than sent. */
  lost: number;
  /** Stored or counted more than once. */
  doubled: number;
};

/** A client's own book of what it sent and what was acknowledged. */
export type Ledger = {
  /** A new answer, or one sent before: again, revised, or in an older revision. */
  next(): Sending;
  acknowledge(id: string, revision: number): void;
  acknowledgements(): number;
  check(sql: Sql): Promise<Verdict>;
};

/** One in `orderShare` of new answers carries an order, and many of those share it. */
const [orderShare, answersPerOrder, remembered] = [3, 4, 400];

export function createLedger(): Ledger {
  const acknowledged = new Map<string, number>();
  const orders = new Map<string, string>();
  const recent: string[] = [];
  let count = 0;

  function makeNew(): string {
    const id = uuidv7();
    if (randomInt(orderShare) === 0) {
      orders.set(id, `order-${randomInt(Math.floor(orders.size / answersPerOrder) + 1)}`);
    }
    recent[recent.length < remembered ? recent.length : randomInt(remembered)] = id;
    return id;
  }
  return {
    next() {
      const id =
        recent.length === 0 || randomInt(2) === 0 ? makeNew() : recent[randomInt(recent.length)]!;
      const revision = randomInt(1, 20);
      const order = orders.get(id);
      return { id, revision, score: scoreOf(id, revision), ...(order && { order: { id: order } }) };
    },
    acknowledge(id, revision) {
      count += 1;
      acknowledged.set(id, Math.max(revision, acknowledged.get(id) ?? 0));
    },
    acknowledgements: () => count,
    check: (sql) => check(sql, acknowledged, orders),
  };
}

/** Every revision has a score of its own, so that what is stored tells which revision it is. */
function scoreOf(id: string, revision: number): number {
  return (Number.parseInt(id.slice(-6), 16) + revision) % 11;
}

async function check(
  sql: Sql,
  acknowledged: ReadonlyMap<string, number>,
  orders: ReadonlyMap<string, string>,
): Promise<Verdict> {
  const rows = await sql<{ id: string; revision: number; score: number; order: string | null }[]>`
    select id, revision, score, order_id as order from responses`;
  const stored = new Map(rows.map((row) => [row.id, row]));
  const held = new Set(rows.map((row) => row.order));
  let lost = 0;
  for (const [id, revision] of acknowledged) {
    const row = stored.get(id);
    // Of two answers to one order the first stands: the other was acknowledged as known.
    const isThere = row
      ? row.revision >= revision && row.score === scoreOf(id, row.revision)
      : held.has(orders.get(id) ?? '');
    if (!isThere) lost += 1;
  }
  const perOrder = rows.filter((row) => row.order !== null).length;
  const distinctOrders = new Set(rows.flatMap((row) => row.order ?? [])).size;
  const doubled = rows.length - stored.size + (perOrder - distinctOrders);
  const differences = await recount(sql);
  return {
    acknowledged: acknowledged.size,
    stored: rows.length,
    lost,
    doubled: doubled + differences.length,
  };
}
