import { hash } from 'node:crypto';
import type { ImportedAnswer } from '@nines/shared/wire/import';

/**
 * The limit of rows without an id in all imports that run. Each takes about 50 bytes of memory until its import
 * ends.
 */
const maxRowsWithoutId = 10_000_000;

/** How many rows without an id are in memory, of all imports together. */
export type IdMemory = { rows: number };

/** Gives imported rows their ids. */
export type IdMaker = {
  /**
   * The id of a row, or `undefined` when there are too many rows without one. `scope` names the shop
   * and the survey: the same row has another id in another scope.
   */
  idOf(answer: ImportedAnswer, scope: string): string | undefined;
  /** Call it when the import has ended. */
  end(): void;
};

const uuidv7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Makes ids that are the same each time the same file is sent. A UUIDv7 is kept. From another id, or from
 * the content of a row without one, a UUIDv7 is made: its time is that of the answer, and its random part
 * is the hash. Rows with equal content (three scores of 9 on one day without a comment) are numbered,
 * so that each has its own id.
 */
export function createIdMaker(memory: IdMemory): IdMaker {
  const counts = new Map<number, number>();
  return {
    idOf(answer, scope) {
      const { id } = answer;
      const given = id?.toLowerCase();
      if (given && uuidv7.test(given)) return given;
      const at = Date.parse(answer.answeredAt);
      if (id !== undefined) return makeId(at, hash('sha256', `${scope} id ${id}`));
      const digest = hash('sha256', `${scope} row ${contentOf(answer)}`);
      const key = Number.parseInt(digest.slice(0, 12), 16);
      const earlier = counts.get(key) ?? 0;
      if (earlier === 0) {
        if (memory.rows >= maxRowsWithoutId) return undefined;
        memory.rows += 1;
      }
      counts.set(key, earlier + 1);
      return makeId(at, earlier === 0 ? digest : hash('sha256', `${digest} ${earlier}`));
    },
    end() {
      memory.rows -= counts.size;
      counts.clear();
    },
  };
}

/** What two rows must share to be the same answer. */
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

/** A UUIDv7 of a time in milliseconds, with the start of the digest in place of the random bits. */
function makeId(time: number, digest: string): string {
  const stamp = time.toString(16).padStart(12, '0');
  const variant = (8 + (Number.parseInt(digest.charAt(3), 16) & 3)).toString(16);
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}
