import { randomInt } from 'node:crypto';
import type { Sql } from 'postgres';
import { recount } from './recount.ts';
import { uuidv7 } from './uuid.ts';

/** An answer that a shopper sends, or sends again. */
export type Sending = {
  id: string;
  revision: number;
  score: number;
  order?: { id?: string; token?: string };
};

/** The result of comparing the acknowledged answers with the database. */
export type Verdict = {
  /** Answers of which at least one revision was acknowledged. */
  acknowledged: number;
  stored: number;
  /** Acknowledged, but missing, older than acknowledged, or different from what was sent. */
  lost: number;
  /** Stored or counted more than once. */
  doubled: number;
};

/** Records what was sent and what was acknowledged. */
export type Ledger = {
  /** A new answer, or one that was sent before: the same, a higher or a lower revision. */
  next(): Sending;
  acknowledge(id: string, revision: number): void;
  acknowledgements(): number;
  check(sql: Sql): Promise<Verdict>;
};

/** One in `orderShare` new answers has an order; some have the same. */
const [orderShare, remembered] = [3, 400];

/** `tokens` are tokens of signed orders. Without them all orders are unsigned and never conflict. */
export function createLedger(tokens: readonly string[] = []): Ledger {
  const acknowledged = new Map<string, number>();
  const orders = new Map<string, Sending['order']>();
  const recent: string[] = [];
  let count = 0;

  function makeNew(): string {
    const id = uuidv7();
    if (randomInt(orderShare) === 0) {
      const token = tokens[randomInt(Math.max(1, tokens.length))];
      orders.set(id, token ? { token } : { id: `order-${randomInt(100)}` });
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
      return { id, revision, score: scoreOf(id, revision), ...(order && { order }) };
    },
    acknowledge(id, revision) {
      count += 1;
      acknowledged.set(id, Math.max(revision, acknowledged.get(id) ?? 0));
    },
    acknowledgements: () => count,
    check: (sql) => check(sql, acknowledged, (id) => orders.get(id)?.token !== undefined),
  };
}

/** The score depends on the revision, so the stored score shows which revision is stored. */
function scoreOf(id: string, revision: number): number {
  return (Number.parseInt(id.slice(-6), 16) + revision) % 11;
}

async function check(
  sql: Sql,
  acknowledged: ReadonlyMap<string, number>,
  isSigned: (id: string) => boolean,
): Promise<Verdict> {
  const rows = await sql<
    { id: string; revision: number; score: number; order: string | null; verified: boolean }[]
  >`select id, revision, score, order_id as order, verified from responses`;
  const stored = new Map(rows.map((row) => [row.id, row]));
  let lost = 0;
  for (const [id, revision] of acknowledged) {
    const row = stored.get(id);
    // Another answer may have the same signed order. Then this one was acknowledged but not stored.
    const isThere = row
      ? row.revision >= revision && row.score === scoreOf(id, row.revision)
      : isSigned(id);
    if (!isThere) lost += 1;
  }
  const signed = rows.flatMap(({ verified, order }) => (verified ? [order] : []));
  const doubled = rows.length - stored.size + (signed.length - new Set(signed).size);
  const differences = await recount(sql);
  return {
    acknowledged: acknowledged.size,
    stored: rows.length,
    lost,
    doubled: doubled + differences.length,
  };
}
