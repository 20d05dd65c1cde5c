import type { ResponseRow } from '../../src/ingest/row.ts';
import type { Outcome } from '../../src/ingest/settle-answers.ts';
import type { Change, Standing } from './history.ts';

/** An answer that was sent, and what its sender was told at what time, in milliseconds since 1970. */
export type Acknowledged = { row: ResponseRow; outcome: Outcome; at: number };

/**
 * What the write path promises, held against all that has happened to a shop's responses, in a mix in
 * which any answer may come in any revision, with any order or none, signed or not, and nothing is
 * erased. Gives what contradicts it:
 *
 * - A response begins as one sent revision and becomes a higher one of the same id, as that was sent.
 *   It keeps its order, and takes one that it is sent with where it has none and nobody else has it.
 * - It changes its id only where a signed answer to its order takes an unsigned one's place.
 * - Whoever was not refused was told a revision, its own or a higher one, that then stood under its id.
 * - Whoever was refused named an order that was another response's, a signed one's if it was signed itself.
 * - As many times as an id was told to be new, as many responses began under it.
 */
export function contradictions(
  history: readonly Change[],
  acknowledged: readonly Acknowledged[],
): string[] {
  const sent = new Map<string, ResponseRow[]>();
  for (const { row } of acknowledged) add(sent, `${row.id} ${row.revision}`, row);
  return [
    ...history.flatMap((change, index) =>
      isAllowed(
        change,
        sent,
        history.filter((other, place) => place < index || other.transaction === change.transaction),
      )
        ? []
        : tell('changed', change),
    ),
    ...acknowledged.flatMap((each) => (isTrue(each, history) ? [] : tell('told', each))),
    ...miscounted(history, acknowledged),
  ];
}

type Sent = ReadonlyMap<string, readonly ResponseRow[]>;

function isAllowed({ before, after }: Change, sent: Sent, past: readonly Change[]): boolean {
  if (!after) return false;
  const origins = (sent.get(`${after.id} ${after.revision}`) ?? []).filter(
    (row) =>
      row.score === after.score &&
      row.moment === after.moment &&
      (row.locale ?? null) === after.locale,
  );
  return origins.some((row) => {
    const order = row.order_id ?? null;
    if (!before) return after.order_id === order && after.verified === row.verified;
    if (before.id !== after.id) {
      return (
        !before.verified && row.verified && after.verified && has(after, before.order_id, order)
      );
    }
    const verified = before.verified || (row.verified && order === after.order_id);
    if (after.revision <= before.revision || after.verified !== verified) return false;
    if (before.order_id !== null) return after.order_id === before.order_id;
    if (order === null || after.order_id === order) return after.order_id === order;
    return after.order_id === null && isTaken(order, after.id, past);
  });
}

/** Whether another response has the order already, or got it by the same statement. */
function isTaken(order: string, id: string, past: readonly Change[]): boolean {
  return past.some(({ after }) => after?.order_id === order && after.id !== id);
}

function has({ order_id }: Standing, ...orders: readonly (string | null)[]): boolean {
  return order_id !== null && orders.every((order) => order === order_id);
}

function isTrue({ row, outcome, at }: Acknowledged, history: readonly Change[]): boolean {
  return (
    history.some(({ at: changedAt, after }) => {
      if (!after || changedAt > at) return false;
      if (!outcome.refused) return after.id === row.id && after.revision === outcome.revision;
      return (
        after.id !== row.id && has(after, row.order_id ?? null) && (after.verified || !row.verified)
      );
    }) &&
    outcome.revision >= row.revision &&
    (!outcome.refused || outcome.revision === row.revision)
  );
}

function miscounted(history: readonly Change[], acknowledged: readonly Acknowledged[]): string[] {
  const balance = new Map<string, number>();
  const count = (id: string, by: number) => balance.set(id, (balance.get(id) ?? 0) + by);
  for (const { before, after } of history) if (!before && after) count(after.id, 1);
  for (const { row, outcome } of acknowledged) if (outcome.created) count(row.id, -1);
  return [...balance].flatMap(([id, left]) =>
    left === 0 ? [] : tell('begun and told', { id, left }),
  );
}

function add<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

function tell(what: string, of: object): string[] {
  return [`${what}: ${JSON.stringify(of)}`];
}
