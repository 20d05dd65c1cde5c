import type { Sql } from '../database/connect.ts';
import { retryCollisions } from '../database/retry.ts';
import { replaceAnswers } from './replace-answers.ts';
import type { ResponseRow, Stored } from './row.ts';
import { writeForms, type WriteForm } from './write-form.ts';

/**
 * Stores a batch of answers with their rollups, each response and its counts in one transaction, and
 * tells what became of each row, in the order given. An answer that is new is inserted; one with a
 * higher revision replaces what stands; the rest changes nothing.
 *
 * Each statement is retried by itself when it collides with another writer's, for after the insert
 * has committed a second one would take its own rows for known. What happens to responses of the
 * shops in `told` is noted for their webhooks by the same statements.
 */
export async function storeAnswers(
  sql: Sql,
  rows: readonly ResponseRow[],
  told: readonly number[] = [],
  form: WriteForm = writeForms.json,
): Promise<readonly Stored[]> {
  const batch = latestRevisions(rows);
  const known = await retryCollisions(() => form.insertAnswers(sql, batch, told));
  const standing = new Map(known.map(({ position, revision }) => [batch[position - 1]!, revision]));

  const changed = batch.filter(
    (row) => standing.has(row) && row.revision > (standing.get(row) ?? 0),
  );
  if (changed.length > 0) {
    await retryCollisions(() =>
      replaceAnswers(sql, changed, told, sql`r.id = i.id and r.revision < i.revision`),
    );
  }

  const signed = firstOfEachOrder(
    changed.filter((row) => row.verified && standing.get(row) === null),
  );
  if (signed.length > 0) {
    await retryCollisions(() =>
      replaceAnswers(
        sql,
        signed,
        told,
        sql`r.survey_id = i.survey and r.order_id = i.order_id and not r.verified
          and not exists (select from responses o where o.shop_id = i.shop and o.id = i.id)`,
      ),
    );
  }

  const made = new Set<ResponseRow>();
  const byId = new Map(batch.map((row) => [keyOf(row), row]));
  return rows.map((row) => {
    const latest = byId.get(keyOf(row))!;
    const created = !standing.has(latest) && !made.has(latest);
    made.add(latest);
    return { created, revision: Math.max(latest.revision, standing.get(latest) ?? 0) };
  });
}

/** Each answer once, as its highest revision has it, in the order of first arrival. */
function latestRevisions(rows: readonly ResponseRow[]): ResponseRow[] {
  const latest = new Map<string, ResponseRow>();
  for (const row of rows) {
    const known = latest.get(keyOf(row));
    if (!known || row.revision > known.revision) latest.set(keyOf(row), row);
  }
  return [...latest.values()];
}

/** Of several answers to one order the first: only one of them can take its place. */
function firstOfEachOrder(rows: readonly ResponseRow[]): ResponseRow[] {
  const first = new Map<string, ResponseRow>();
  for (const row of rows) {
    const order = `${row.shop} ${row.survey} ${row.order_id}`;
    if (!first.has(order)) first.set(order, row);
  }
  return [...first.values()];
}

function keyOf({ shop, id }: ResponseRow): string {
  return `${shop} ${id}`;
}
