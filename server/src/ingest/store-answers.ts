import type { Sql } from '../database/connect.ts';
import { retryCollisions } from '../database/retry.ts';
import { replaceAnswers } from './replace-answers.ts';
import type { ResponseRow, Stored } from './row.ts';
import { writeForms, type WriteForm } from './write-form.ts';

/**
 * Stores a batch of answers with their rollups, each response and its counts in one transaction, and
 * tells what became of each row, in the order given. An answer that is new is inserted; one with a
 * higher revision replaces what stands; the rest changes nothing, and so does a 0 where the survey that
 * the response is in begins at 1: it is told the revision that stands.
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
      replaceAnswers(
        sql,
        changed,
        told,
        sql`r.id = i.id and r.revision < i.revision and ${isOnStoredScale(sql)}`,
      ),
    );
  }

  const refused = await findRefused(
    sql,
    changed.filter(({ score }) => score === 0),
  );

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
    const revision =
      refused.get(keyOf(row)) ?? Math.max(latest.revision, standing.get(latest) ?? 0);
    return { created, revision };
  });
}

/**
 * A response stays in its survey. A revision was checked against the one that it names, or against the
 * shop's oldest active one of today: a 0 may be off the scale of the one that it is in.
 */
function isOnStoredScale(sql: Sql) {
  return sql`(i.score > 0 or i.survey = r.survey_id or not exists (
    select from surveys s
    where s.shop_id = r.shop_id and s.id = r.survey_id and s.settings ->> 'scale' = '1-10'))`;
}

/** Which of the revisions did not take the place of what stands, with the revision that does. */
async function findRefused(
  sql: Sql,
  rows: readonly ResponseRow[],
): Promise<ReadonlyMap<string, number>> {
  if (rows.length === 0) return new Map();
  const given = JSON.stringify(rows.map(({ shop, id, revision }) => ({ shop, id, revision })));
  const found = await sql<{ shop: number; id: string; revision: number }[]>`
    select r.shop_id as shop, r.id, r.revision
    from jsonb_to_recordset(${given}::text::jsonb) as i (shop bigint, id uuid, revision int)
    join responses r on r.shop_id = i.shop and r.id = i.id and r.revision < i.revision`;
  return new Map(found.map((row) => [keyOf(row), row.revision]));
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

function keyOf({ shop, id }: Pick<ResponseRow, 'shop' | 'id'>): string {
  return `${shop} ${id}`;
}
