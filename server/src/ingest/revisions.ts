import { isOnScale } from '@nines/shared/score';
import type { ResponseRecord } from '../responses/columns.ts';
import { keepNames } from './former-names.ts';

/** An answer to be stored. */
export type Incoming = {
  record: ResponseRecord;
  /** Whether it was given long ago. Then it opens no case. */
  isPast: boolean;
};

/** The result of storing an answer. */
export type Outcome = {
  /** Whether a new response was stored: not for a later revision or a repetition. */
  created: boolean;
  /** The revision that is stored now; of a duplicate, the one that was sent. */
  revision: number;
  /** Another response has its signed order, so nothing is stored under its id. */
  isDuplicate?: true;
};

/** Revisions of one answer that are stored together or not at all. Only the highest one is written. */
export type Step = { highest: Incoming; lower: readonly Incoming[] };

/**
 * Divides a batch into rounds; each round has at most one step of each answer. The revisions of an answer, in
 * ascending order, are one step as long as they have the same signed order and are all 0 or all above 0: only a
 * signed order that another response has, or a 0 on a scale from 1, can prevent one revision from being stored
 * and not another. They are also all tests or all not, because the first one decides that. Where any of these
 * differs, the next step belongs to the next round.
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
    one.test === other.test &&
    signedOrderOf(one) === signedOrderOf(other) &&
    isOnScale(one.score, '1-10') === isOnScale(other.score, '1-10')
  );
}

export function keyOf({ shop, id }: Pick<ResponseRecord, 'shop' | 'id'>): string {
  return `${shop} ${id}`;
}

/** The key by which a signed order is unique within a shop; `undefined` without a signed order. */
export function signedOrderOf({
  verified,
  survey,
  moment,
  orderId,
}: Pick<ResponseRecord, 'verified' | 'survey' | 'moment' | 'orderId'>): string | undefined {
  return verified && orderId !== null ? `${survey} ${moment} ${orderId}` : undefined;
}

/** The key of the signed order that no other response may have. A test leaves its order to the real answer. */
export function takenOrderOf(record: ResponseRecord): string | undefined {
  return record.test ? undefined : signedOrderOf(record);
}

/**
 * The stored response after a later revision, which is the whole answer. Its survey, its day and whether it is a
 * test never change. A signed order does not change either, nor do its moment and its customer, unless the
 * revision signs the same order again.
 */
export function revise(
  stored: ResponseRecord,
  revision: ResponseRecord,
  now: string,
): ResponseRecord {
  const { survey, answeredAt, day, test } = stored;
  const revised = {
    ...revision,
    survey,
    answeredAt,
    day,
    test,
    // A revision that is marked otherwise has no segments, or ones that are not counted.
    segments: revision.test === test ? revision.segments : stored.segments,
    verified: stored.verified || revision.verified,
    trusted: stored.trusted || revision.trusted,
    updatedAt: now,
  };
  const signedAgain =
    revision.verified && signedOrderOf({ ...revision, survey }) === signedOrderOf(stored);
  if (!stored.verified || signedAgain) return keepNames(stored, revised);
  const { moment, orderId, orderValue, orderCurrency } = stored;
  const customer = stored.customer ?? revision.customer;
  const emailRef = stored.emailRef ?? revision.emailRef;
  const signed = { moment, orderId, orderValue, orderCurrency, customer, emailRef };
  return keepNames(stored, { ...revised, ...signed });
}

/** Which revisions of a shop replace what is stored. */
export type Replacements = {
  replaced: { incoming: Incoming; before: ResponseRecord; after: ResponseRecord }[];
  /** Revisions that change nothing, each with the revision that stays stored. */
  unchanged: { incoming: Incoming; revision: number }[];
};

/**
 * Decides what revisions of a shop's responses change. A revision replaces the stored response if its number is
 * higher, with two exceptions. One: it claims a signed order that another response has (`takenOrders`, written
 * as `takenOrderOf` does). Two: its score is 0 and the response's survey has the scale 1–10
 * (`surveysFromOne`), which is possible when the answer was checked against another survey of the shop.
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
    const order = stored.verified ? undefined : takenOrderOf(after);
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
