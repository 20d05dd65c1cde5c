import { isOnScale } from '@nines/shared/score';
import type { ResponseRecord } from '../responses/columns.ts';

/** An answer on its way into the store. */
export type Incoming = {
  record: ResponseRecord;
  /** Of the past: it opens no case. */
  isPast: boolean;
};

/** What became of an answer. */
export type Outcome = {
  /** Whether it made the response, rather than updating or repeating it. */
  created: boolean;
  /** The revision that is stored now; of a duplicate, the one that was sent. */
  revision: number;
  /** Another response has its signed order, and nothing is stored under its id. */
  isDuplicate?: true;
};

/** Revisions of one answer that are stored, or not, together: only the highest one is written. */
export type Step = { highest: Incoming; lower: readonly Incoming[] };

/**
 * Puts a batch into rounds in which each answer stands once. Revisions of one answer, by rising revision,
 * are one step as long as nothing may keep one of them out and not the others: a signed order that another
 * response has, or a 0 that is off the scale. Where that changes, the next step comes in the next round.
 */
export function roundsOf(batch: readonly Incoming[]): Step[][] {
  const answers = new Map<string, Incoming[]>();
  for (const incoming of batch) {
    const key = keyOf(incoming.record);
    const revisions = answers.get(key);
    if (revisions) revisions.push(incoming);
    else answers.set(key, [incoming]);
  }
  const rounds: Step[][] = [];
  for (const revisions of answers.values()) {
    for (const [index, step] of stepsOf(revisions).entries()) (rounds[index] ??= []).push(step);
  }
  return rounds;
}

function stepsOf(revisions: readonly Incoming[]): Step[] {
  const [only] = revisions;
  if (revisions.length === 1) return [{ highest: only!, lower: [] }];
  const steps: Incoming[][] = [];
  for (const each of revisions.toSorted((a, b) => a.record.revision - b.record.revision)) {
    const step = steps.at(-1);
    if (step && isAlike(step[0]!.record, each.record)) step.push(each);
    else steps.push([each]);
  }
  return steps.map((step) => ({ highest: step.at(-1)!, lower: step.slice(0, -1) }));
}

function isAlike(one: ResponseRecord, other: ResponseRecord): boolean {
  return (
    signedOrderOf(one) === signedOrderOf(other) &&
    isOnScale(one.score, '1-10') === isOnScale(other.score, '1-10')
  );
}

export function keyOf({ shop, id }: Pick<ResponseRecord, 'shop' | 'id'>): string {
  return `${shop} ${id}`;
}

/** What a signed order is unique by within a shop; `undefined` without one. */
export function signedOrderOf({
  verified,
  survey,
  moment,
  orderId,
}: Pick<ResponseRecord, 'verified' | 'survey' | 'moment' | 'orderId'>): string | undefined {
  return verified && orderId !== null ? `${survey} ${moment} ${orderId}` : undefined;
}

/**
 * The stored response after a later revision, which is the whole answer. A response stays in its survey and on its
 * day. A signed order stays as well, with its moment and its customer, unless the revision signs the same
 * order again.
 */
export function revise(
  stored: ResponseRecord,
  revision: ResponseRecord,
  now: string,
): ResponseRecord {
  const { survey, answeredAt, day } = stored;
  const revised = {
    ...revision,
    survey,
    answeredAt,
    day,
    verified: stored.verified || revision.verified,
    trusted: stored.trusted || revision.trusted,
    updatedAt: now,
  };
  const signedAgain =
    revision.verified && signedOrderOf({ ...revision, survey }) === signedOrderOf(stored);
  if (!stored.verified || signedAgain) return revised;
  const { moment, orderId, orderValue, orderCurrency } = stored;
  const customer = stored.customer ?? revision.customer;
  return { ...revised, moment, orderId, orderValue, orderCurrency, customer };
}

/** Which revisions of a shop replace what is stored. */
export type Replacements = {
  replaced: { incoming: Incoming; before: ResponseRecord; after: ResponseRecord }[];
  /** Those that change nothing, with the revision that stays. */
  unchanged: { incoming: Incoming; revision: number }[];
};

/**
 * Decides what revisions of a shop's responses do. One replaces the stored response if its revision is higher, unless
 * another response has the signed order that it claims first (`takenOrders`, as `signedOrderOf` writes them), or its
 * score is off the scale of the survey that the response is in (`surveysFromOne`: those on the scale 1–10; the answer
 * may have been checked against another survey of the shop).
 */
export function decideReplacements(
  revisions: readonly { incoming: Incoming; stored: ResponseRecord }[],
  {
    takenOrders,
    surveysFromOne,
    now,
  }: { takenOrders: ReadonlySet<string>; surveysFromOne: ReadonlySet<number>; now: string },
): Replacements {
  const taken = new Set(takenOrders);
  const result: Replacements = { replaced: [], unchanged: [] };
  for (const { incoming, stored } of revisions) {
    const after = revise(stored, incoming.record, now);
    const order = stored.verified ? undefined : signedOrderOf(after);
    const isOffScale =
      surveysFromOne.has(stored.survey) && !isOnScale(incoming.record.score, '1-10');
    const changesNothing =
      incoming.record.revision <= stored.revision ||
      isOffScale ||
      (order !== undefined && taken.has(order));
    if (changesNothing) {
      result.unchanged.push({ incoming, revision: stored.revision });
      continue;
    }
    if (order !== undefined) taken.add(order);
    result.replaced.push({ incoming, before: stored, after });
  }
  return result;
}
