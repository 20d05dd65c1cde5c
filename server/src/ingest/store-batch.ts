import { caseAfter, eventsOf } from '../cases/rules.ts';
import { deleteCases, insertCases, lockCases, type CaseRecord } from '../cases/store.ts';
import { isCollision } from '../database/errors.ts';
import { type Sql, allSent, retryCollisions } from '../database/sql.ts';
import type { Transactions } from '../database/transactions.ts';
import {
  findSignedOrders,
  insertNewResponses,
  insertResponses,
  lockResponses,
  updateResponses,
} from '../responses/store.ts';
import { addToRollups } from '../rollups/add.ts';
import { countChanges, type Change } from '../rollups/changes.ts';
import { listSurveysFromOne } from '../surveys/store.ts';
import { insertViews, type ViewRecord } from '../views/store.ts';
import { noteEvents, type NewEvent } from '../webhooks/events.ts';
import {
  decideReplacements,
  keyOf,
  roundsOf,
  signedOrderOf,
  type Incoming,
  type Outcome,
  type Replacements,
} from './revisions.ts';

const noShops: ReadonlySet<number> = new Set();

/**
 * Stores a batch of answers with their counts, cases and events, and gives what became of each, in their order. Each
 * response and all that follows from it are committed in one transaction.
 */
export async function storeAnswers(
  transactions: Transactions,
  batch: readonly Incoming[],
  webhookShops: ReadonlySet<number> = noShops,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<Incoming, Outcome>();
  for (const steps of roundsOf(batch)) {
    const highest = steps.map((step) => step.highest);
    const stored =
      (await storeNew(transactions, highest, webhookShops)) ??
      (await retryCollisions(() => storeRound(transactions, highest, webhookShops)));
    for (const { highest: written, lower } of steps) {
      const outcome = stored.get(written)!;
      outcomes.set(written, outcome);
      for (const each of lower) {
        const revision = outcome.isDuplicate ? each.record.revision : outcome.revision;
        outcomes.set(each, { ...outcome, created: false, revision });
      }
    }
  }
  return batch.map((incoming) => outcomes.get(incoming)!);
}

/**
 * Stores answers that are probably all new, in one round trip; `undefined` where one of them is not, and nothing was
 * stored. First revisions without a signed order are nearly always new.
 */
async function storeNew(
  transactions: Transactions,
  round: readonly Incoming[],
  webhookShops: ReadonlySet<number>,
): Promise<Map<Incoming, Outcome> | undefined> {
  if (round.some(({ record }) => record.revision > 1 || record.verified)) return undefined;
  const now = new Date().toISOString();
  const outcomes = new Map<Incoming, Outcome>();
  const written: Written = { changes: [], opened: [], withdrawn: [], events: [] };
  for (const incoming of round) {
    outcomes.set(incoming, { created: true, revision: incoming.record.revision });
    note(written, incoming, { before: null, after: incoming.record }, undefined, {
      now,
      webhookShops,
    });
  }
  try {
    await transactions.run(async (transaction, commit) => {
      const records = round.map(({ record }) => record);
      await commit([
        insertNewResponses(transaction, records),
        ...writeConsequences(transaction, written),
      ]);
    });
    return outcomes;
  } catch (error) {
    if (isCollision(error)) return undefined;
    throw error;
  }
}

/** Stores answers with different ids in one transaction, and reads what is stored of those that are not new. */
function storeRound(
  transactions: Transactions,
  round: readonly Incoming[],
  webhookShops: ReadonlySet<number>,
): Promise<Map<Incoming, Outcome>> {
  const now = new Date().toISOString();
  return transactions.run(async (transaction, commit) => {
    const inserted = await insertResponses(
      transaction,
      round.map(({ record }) => record),
    );
    const outcomes = new Map<Incoming, Outcome>();
    const written: Written = { changes: [], opened: [], withdrawn: [], events: [] };
    const keys = inserted.length === round.length ? undefined : new Set(inserted.map(keyOf));
    const existing: Incoming[] = [];
    for (const incoming of round) {
      const { record } = incoming;
      if (keys && !keys.has(keyOf(record))) existing.push(incoming);
      else {
        outcomes.set(incoming, { created: true, revision: record.revision });
        note(written, incoming, { before: null, after: record }, undefined, { now, webhookShops });
      }
    }
    for (const shop of sortedShops(existing)) {
      const revisions = existing.filter(({ record }) => record.shop === shop);
      await replaceInShop(transaction, shop, revisions, { outcomes, written, now, webhookShops });
    }
    await commit(writeConsequences(transaction, written));
    return outcomes;
  });
}

/** What follows from the responses that a transaction has written. */
type Written = {
  changes: Change[];
  opened: CaseRecord[];
  withdrawn: CaseRecord[];
  events: NewEvent[];
};

/** Adds what follows from one response: its counts, its case and its events. */
function note(
  written: Written,
  { isPast }: Incoming,
  change: { before: Change['before']; after: Incoming['record'] },
  caseBefore: CaseRecord | undefined,
  { now, webhookShops }: { now: string; webhookShops: ReadonlySet<number> },
): void {
  const { after: response } = change;
  written.changes.push(change);
  const after = caseAfter(caseBefore, response, { isPast, now });
  if (after && !caseBefore) written.opened.push(after);
  if (caseBefore && !after) written.withdrawn.push(caseBefore);
  if (!webhookShops.has(response.shop)) return;
  written.events.push(...eventsOf(response, change.before === null, { before: caseBefore, after }));
}

/** Sends all at once. All writers take their locks in this order: responses, cases, rollups. */
function writeConsequences(
  transaction: Sql,
  { changes, opened, withdrawn, events }: Written,
): PromiseLike<unknown>[] {
  return [
    insertCases(transaction, opened),
    ...withdrawn.map(({ shop, id }) => deleteCases(transaction, shop, [id])),
    addToRollups(transaction, countChanges(changes)),
    noteEvents(transaction, events),
  ];
}

/**
 * Replaces what is stored by later revisions, in one shop. An answer that was not inserted and whose id is
 * not stored was kept out by its signed order, which another response has.
 */
async function replaceInShop(
  transaction: Sql,
  shop: number,
  revisions: readonly Incoming[],
  context: {
    outcomes: Map<Incoming, Outcome>;
    written: Written;
    now: string;
    webhookShops: ReadonlySet<number>;
  },
): Promise<void> {
  const ids = revisions.map(({ record }) => record.id);
  const locked = await lockResponses(transaction, shop, ids);
  const byId = new Map(locked.map((stored) => [stored.id, stored]));
  const pairs = revisions.flatMap((incoming) => {
    const stored = byId.get(incoming.record.id);
    if (stored) return [{ incoming, stored }];
    const { revision } = incoming.record;
    context.outcomes.set(incoming, { created: false, revision, isDuplicate: true });
    return [];
  });
  const { replaced, unchanged } = await decide(transaction, shop, pairs, context.now);
  for (const { incoming, revision } of unchanged) {
    context.outcomes.set(incoming, { created: false, revision });
  }
  if (replaced.length === 0) return;
  const after = replaced.map((each) => each.after);
  const [cases] = await allSent([
    lockCases(
      transaction,
      shop,
      after.map(({ id }) => id),
    ),
    updateResponses(transaction, shop, after),
  ]);
  const caseOf = new Map(cases.map((found) => [found.id, found]));
  for (const { incoming, ...change } of replaced) {
    const { id, revision } = change.after;
    context.outcomes.set(incoming, { created: false, revision });
    note(context.written, incoming, change, caseOf.get(id), context);
  }
}

/** Reads what a decision needs besides the responses: nearly always nothing. */
async function decide(
  transaction: Sql,
  shop: number,
  pairs: readonly { incoming: Incoming; stored: Incoming['record'] }[],
  now: string,
): Promise<Replacements> {
  const claims = pairs.filter(
    ({ incoming, stored }) => incoming.record.verified && !stored.verified,
  );
  const zeros = pairs.filter(
    ({ incoming, stored }) =>
      incoming.record.score === 0 && incoming.record.survey !== stored.survey,
  );
  const [orders, surveys] = await Promise.all([
    claims.length > 0
      ? findSignedOrders(
          transaction,
          shop,
          claims.map(({ incoming }) => incoming.record),
        )
      : [],
    zeros.length > 0 ? listSurveysFromOne(transaction, shop) : [],
  ]);
  return decideReplacements(pairs, {
    takenOrders: new Set(orders.map((order) => signedOrderOf({ ...order, verified: true })!)),
    surveysFromOne: new Set(surveys),
    now,
  });
}

function sortedShops(existing: readonly Incoming[]): number[] {
  const shops = new Set(existing.map(({ record }) => record.shop));
  return [...shops].toSorted((one, other) => one - other);
}

/** Stores a batch of views with their counts, each once, in one transaction; gives whether each is new. */
export function storeViews(
  transactions: Transactions,
  batch: readonly ViewRecord[],
): Promise<readonly boolean[]> {
  return retryCollisions(() =>
    transactions.run(async (transaction, commit) => {
      const inserted = new Set((await insertViews(transaction, batch)).map(keyOf));
      const isNew = batch.map((view) => inserted.delete(keyOf(view)));
      // Only a prompt that was seen counts as a view; an order page does not.
      const seen = batch.filter((view, index) => isNew[index] && view.kind === 'prompt');
      const changes = seen.map((after) => ({ before: null, after }));
      await commit([addToRollups(transaction, countChanges(changes))]);
      return isNew;
    }),
  );
}
