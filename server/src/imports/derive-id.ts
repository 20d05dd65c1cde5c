import { hash } from 'node:crypto';
import type { ImportedAnswer } from '@nines/shared/wire/import';

/** Rows without an id that one import may have: each is remembered while it runs. */
const mostWithout = 10_000_000;

/** Gives imported rows their ids. */
export type IdMaker = {
  /** The row's id, or `undefined` when there are too many rows without one. */
  idOf(answer: ImportedAnswer, place: string): string | undefined;
};

const uuidv7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Ids that are the same each time the same file is sent. A UUIDv7 stays what it is. Another vendor's id,
 * or else the content, is hashed into the random part of one that is dated by the row; of rows that are
 * alike in all (three nines on one day, and no word) the first, second and third have ids of their own.
 */
export function createIdMaker(): IdMaker {
  const seen = new Map<number, number>();
  return {
    idOf(answer, place) {
      const { id } = answer;
      const given = id?.toLowerCase();
      if (given && uuidv7.test(given)) return given;
      const at = Date.parse(answer.answeredAt);
      if (id !== undefined) return makeId(at, hash('sha256', `${place} id ${id}`));
      const digest = hash('sha256', `${place} row ${contentOf(answer)}`);
      const short = Number.parseInt(digest.slice(0, 12), 16);
      const times = seen.get(short) ?? 0;
      if (times === 0 && seen.size >= mostWithout) return undefined;
      seen.set(short, times + 1);
      return makeId(at, times === 0 ? digest : hash('sha256', `${digest} ${times}`));
    },
  };
}

/** What makes one row another: who answered what, when and about what. */
function contentOf({
  answeredAt,
  score,
  comment,
  customer,
  order,
  moment,
}: ImportedAnswer): string {
  return JSON.stringify([answeredAt, score, comment, customer, order?.id, moment]);
}

/** A UUIDv7 of this time, with the digest's beginning where the random bits are. */
function makeId(time: number, digest: string): string {
  const stamp = time.toString(16).padStart(12, '0');
  const variant = (8 + (Number.parseInt(digest.charAt(3), 16) & 3)).toString(16);
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}
