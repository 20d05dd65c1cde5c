import type { Sql } from '../database/connect.ts';
import { insertAnswersAsJson } from './insert-answers.ts';
import type { ResponseRow, ViewRow } from './row.ts';
import { storeViews } from './store-views.ts';
import { insertAnswersAsValues } from './values/insert-answers.ts';
import { storeViewsAsValues } from './values/store-views.ts';

/** An answer that the insert found there already. */
export type Known = {
  /** Its place in the batch, from 1. */
  position: number;
  /** The revision that stands; `null` where another answer to the same order does. */
  revision: number | null;
};

/** How a batch gets into the database. What is stored is the same. */
export type WriteForm = {
  /**
   * Inserts what is new with its counts, in one transaction, and gives the others. Each answer stands
   * in the batch once. For the shops in `told` it is noted for their webhooks.
   */
  insertAnswers(
    sql: Sql,
    batch: readonly ResponseRow[],
    told: readonly number[],
  ): Promise<readonly Known[]>;
  /** Stores views with their counts, in one transaction; tells of each whether it is new. */
  storeViews(sql: Sql, rows: readonly ViewRow[]): Promise<readonly boolean[]>;
};

/**
 * `json`: one statement with one parameter, which PostgreSQL adds up itself: the fastest on one
 * PostgreSQL. `values`: rows and counts as plain multi-row VALUES, added up here; what Citus can send
 * to its shards without gathering the batch first (a batch of 64 costs a sixth of the other there).
 */
export const writeForms = {
  json: { insertAnswers: insertAnswersAsJson, storeViews },
  values: { insertAnswers: insertAnswersAsValues, storeViews: storeViewsAsValues },
} as const satisfies Record<string, WriteForm>;
export type WriteFormName = keyof typeof writeForms;
