import type { Sql } from '../database/sql.ts';
import { insertAnswersAsJson } from './insert-answers.ts';
import { replaceAnswersAsJson } from './replace-answers.ts';
import type { ResponseRow, ViewRow } from './row.ts';
import { storeViews } from './store-views.ts';
import { insertAnswersAsValues } from './values/insert-answers.ts';
import { replaceAnswersAsValues } from './values/replace-answers.ts';
import { storeViewsAsValues } from './values/store-views.ts';

/** An answer that the insert found there already. */
export type Known = {
  /** Its place in the batch, from 1. */
  position: number;
  /** The revision that stood; `null` where none was seen: another answer to the same order may stand. */
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
  /**
   * Replaces responses and moves their counts, in one transaction; gives the places in the batch, from
   * 1, of the answers that now stand. `by` says which response gives way to an answer. `id`: its own in a
   * lower revision, unless its score is off the scale of the survey that it is in. `order`: the unsigned
   * one that has its order, where nothing stands under its id; then each order is in the batch once. Each
   * answer is in the batch once. For the shops in `told` it is noted for their webhooks.
   */
  replaceAnswers(
    sql: Sql,
    batch: readonly ResponseRow[],
    options: { told: readonly number[]; by: 'id' | 'order' },
  ): Promise<readonly number[]>;
  /** Stores views with their counts, in one transaction; tells of each whether it is new. */
  storeViews(sql: Sql, rows: readonly ViewRow[]): Promise<readonly boolean[]>;
};

/**
 * `json`: one statement with one parameter, which PostgreSQL adds up itself: the fastest on one
 * PostgreSQL. `values`: rows and counts as plain multi-row VALUES, added up here; what Citus can send
 * to its shards without gathering the batch first (a batch of 64 costs a sixth of the other there).
 */
export const writeForms = {
  json: { insertAnswers: insertAnswersAsJson, replaceAnswers: replaceAnswersAsJson, storeViews },
  values: {
    insertAnswers: insertAnswersAsValues,
    replaceAnswers: replaceAnswersAsValues,
    storeViews: storeViewsAsValues,
  },
} as const satisfies Record<string, WriteForm>;
export type WriteFormName = keyof typeof writeForms;
