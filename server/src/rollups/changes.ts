import { columns, type Field, type ResponseRecord } from '../responses/columns.ts';
import type { ViewRecord } from '../views/store.ts';

/** A response or a view before and after a change; `null` where there is none. */
export type Change = {
  before: ResponseRecord | ViewRecord | null;
  after: ResponseRecord | ViewRecord | null;
};

/** What to add to one row of the rollups: eleven counts by score and one of views. */
export type RollupRow = {
  shop: number;
  survey: number;
  dimension: string;
  day: string;
  value: string;
  counts: number[];
};

/** The index of the views in `counts`. The indexes below it are the scores 0…10. */
export const viewsIndex = 11;

/**
 * What a list of changes adds to the rollups, in the order of the rollups' primary key. All writers lock rows
 * in this order, so they cannot deadlock. Rows whose counts do not change are left out: a revision that only
 * adds a comment changes no row. Tests are not counted.
 */
export function countChanges(changes: readonly Change[]): RollupRow[] {
  const rows = new Map<string, RollupRow>();
  for (const { before, after } of changes) {
    if (before) add(rows, before, -1);
    if (after) add(rows, after, 1);
  }
  return [...rows.values()]
    .filter(({ counts }) => counts.some((count) => count !== 0))
    .toSorted(byPrimaryKey);
}

function add(
  rows: Map<string, RollupRow>,
  counted: ResponseRecord | ViewRecord,
  times: 1 | -1,
): void {
  if ('test' in counted && counted.test) return;
  const { shop, survey, day } = counted;
  const index = 'score' in counted ? counted.score : viewsIndex;
  // No stored text holds a NUL, so different parts cannot make the same key.
  const key = `${shop} ${survey} ${day}`;
  for (const [dimension, value] of dimensionsOf(counted)) {
    const rowKey = `${key}\0${dimension}\0${value}`;
    let row = rows.get(rowKey);
    if (!row) {
      row = { shop, survey, dimension, day, value, counts: Array<number>(12).fill(0) };
      rows.set(rowKey, row);
    }
    row.counts[index]! += times;
  }
}

const dimensionFields = (Object.keys(columns) as Field[]).filter(
  (field) => columns[field].dimension !== undefined,
);

/**
 * The dimensions in which a response or a view is counted, with its value in each. The dimension '' counts all.
 * Only verified responses count in `verified`; the number of others is the difference to all. A response counts
 * once in each of its reasons.
 */
export function dimensionsOf(counted: ResponseRecord | ViewRecord): [string, string][] {
  const found: [string, string][] = [['', '']];
  for (const field of dimensionFields) {
    const value = (counted as Partial<ResponseRecord>)[field];
    if (value === null || value === undefined || value === false) continue;
    const dimension = columns[field].dimension!;
    if (Array.isArray(value)) {
      for (const each of new Set(value)) found.push([dimension, each as string]);
    } else if (typeof value === 'object') {
      for (const [name, each] of Object.entries(value)) {
        found.push([`${dimension}.${name}`, String(each)]);
      }
    } else found.push([dimension, String(value)]);
  }
  return found;
}

function byPrimaryKey(one: RollupRow, other: RollupRow): number {
  return (
    one.shop - other.shop ||
    one.survey - other.survey ||
    compare(one.dimension, other.dimension) ||
    compare(one.day, other.day) ||
    compare(one.value, other.value)
  );
}

/** Not by locale: the order must be the same in every process. */
function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
