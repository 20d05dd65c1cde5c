import type { Sql } from '../database/connect.ts';
import { addToRollups } from './rollup.ts';
import type { ResponseRow, Stored } from './row.ts';

/** What stands of an answer after the insert: nothing when this batch made it. */
type Known = { position: number; revision: number | null };

/**
 * Stores a batch of answers with their rollups, each response and its counts in one transaction, and
 * tells what became of each row, in the order given. An answer that is new is inserted; one with a
 * higher revision replaces what stands; the rest changes nothing.
 */
export async function storeAnswers(
  sql: Sql,
  rows: readonly ResponseRow[],
): Promise<readonly Stored[]> {
  const batch = latestRevisions(rows);
  const known = await insertNew(sql, batch);
  const standing = new Map(known.map(({ position, revision }) => [batch[position]!, revision]));

  const changed = batch.filter(
    (row) => standing.has(row) && row.revision > (standing.get(row) ?? 0),
  );
  if (changed.length > 0)
    await replaceStored(sql, changed, sql`r.id = i.id and r.revision < i.revision`);

  const signed = changed.filter((row) => row.verified && standing.get(row) === null);
  if (signed.length > 0) {
    await replaceStored(
      sql,
      signed,
      sql`r.survey_id = i.survey and r.order_id = i.order_id and r.id <> i.id and not r.verified`,
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

function keyOf({ shop, id }: ResponseRow): string {
  return `${shop} ${id}`;
}

/** Inserts what is new; gives the positions of the others and the revision that stands, if any. */
function insertNew(sql: Sql, batch: readonly ResponseRow[]): Promise<Known[]> {
  return sql<Known[]>`
    with ${input(sql, batch)},
    stored as (
      insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, effort,
        verified, moment, channel, device, locale, expectation, comment, reasons, url,
        order_id, order_value, order_currency, customer_ref, reply_to, properties)
      select shop, survey, id, at, day, revision, score, effort,
        verified, moment, channel, device, locale, expectation, comment, reasons, url,
        order_id, order_value, order_currency, customer_ref, reply_to, properties
      from input
      on conflict do nothing
      returning shop_id, survey_id, id, day, moment, locale, device, channel, score, 1 as n
    ),
    counted as (${addToRollups(sql, 'stored')})
    select i.position, r.revision
    from input i left join responses r on r.shop_id = i.shop and r.id = i.id
    where not exists (select from stored s where s.shop_id = i.shop and s.id = i.id)`;
}

/**
 * Replaces responses that `match` (an expression over the stored row r and the input i) says are to
 * give way, and moves their counts. The stored rows are locked first, so that what is taken from the
 * rollups is what the row really held, whoever else writes.
 */
async function replaceStored(
  sql: Sql,
  batch: readonly ResponseRow[],
  match: ReturnType<Sql>,
): Promise<void> {
  await sql`
    with ${input(sql, batch)},
    target as materialized (
      select r.shop_id, r.id as old_id, r.survey_id, r.day, r.moment, r.locale, r.device, r.channel,
        r.score, r.order_id as old_order, r.verified as was_verified, i.position
      from input i join responses r on r.shop_id = i.shop and ${match}
      order by r.shop_id, r.id
      for update of r
    ),
    replaced as (
      update responses r set
        id = i.id, revision = i.revision, score = i.score, effort = i.effort,
        verified = (t.was_verified or (i.verified and i.order_id = coalesce(t.old_order, i.order_id))),
        moment = i.moment, channel = i.channel, device = i.device, locale = i.locale,
        expectation = i.expectation, comment = i.comment, reasons = i.reasons, url = i.url,
        -- An order that another response already has stays with that one.
        order_id = coalesce(t.old_order, case when not exists (
          select from responses o where o.shop_id = i.shop and o.survey_id = t.survey_id
            and o.order_id = i.order_id) then i.order_id end),
        order_value = i.order_value, order_currency = i.order_currency,
        customer_ref = i.customer_ref, reply_to = i.reply_to, properties = i.properties
      from target t join input i using (position)
      where r.shop_id = t.shop_id and r.id = t.old_id
      returning r.shop_id, r.survey_id, r.day, r.moment, r.locale, r.device, r.channel, r.score
    ),
    moved as (
      select shop_id, survey_id, day, moment, locale, device, channel, score, -1 as n from target
      union all
      select *, 1 from replaced
    )
    ${addToRollups(sql, 'moved')}`;
}

/** The batch as a table `input`, one JSON parameter whatever its size, with each row's local day. */
function input(sql: Sql, batch: readonly ResponseRow[]) {
  const rows = JSON.stringify(batch.map((row, position) => ({ ...row, position })));
  return sql`input as materialized (
    select t.*, (t.at at time zone s.timezone)::date as day
    from json_to_recordset(${rows}::text::json) as t (
      position int, shop bigint, survey bigint, id uuid, at timestamptz, revision int,
      score smallint, effort smallint, verified boolean, moment text, channel text, device text,
      locale text, expectation text, comment text, reasons text[], url text,
      order_id text, order_value numeric, order_currency text, customer_ref text, reply_to text,
      properties jsonb)
    join shops s on s.id = t.shop
    order by t.position)`;
}
