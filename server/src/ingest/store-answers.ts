import type { Sql } from '../database/connect.ts';
import { retryCollisions } from '../database/retry.ts';
import { noteResponses } from '../webhooks/announce.ts';
import { addToRollups } from './rollup.ts';
import type { ResponseRow, Stored } from './row.ts';

/** What stands of an answer after the insert: nothing when this batch made it. */
type Known = { position: number; revision: number | null };

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
): Promise<readonly Stored[]> {
  const batch = latestRevisions(rows);
  const known = await retryCollisions(() => insertNew(sql, batch, told));
  const standing = new Map(known.map(({ position, revision }) => [batch[position]!, revision]));

  const changed = batch.filter(
    (row) => standing.has(row) && row.revision > (standing.get(row) ?? 0),
  );
  if (changed.length > 0) {
    await retryCollisions(() =>
      replaceStored(sql, changed, told, sql`r.id = i.id and r.revision < i.revision`),
    );
  }

  const signed = firstOfEachOrder(
    changed.filter((row) => row.verified && standing.get(row) === null),
  );
  if (signed.length > 0) {
    await retryCollisions(() =>
      replaceStored(
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

/** Inserts what is new; gives the positions of the others and the revision that stands, if any. */
function insertNew(
  sql: Sql,
  batch: readonly ResponseRow[],
  told: readonly number[],
): Promise<Known[]> {
  return sql<Known[]>`
    with ${input(sql, batch)},
    stored as (
      insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, effort,
        verified, moment, channel, device, locale, expectation, comment, reasons, url,
        order_id, order_value, order_currency, customer_ref, reply_to, properties, segments)
      select shop, survey, id, at, day, revision, score, effort,
        verified, moment, channel, device, locale, expectation, comment, reasons, url,
        order_id, order_value, order_currency, customer_ref, reply_to, properties, segments
      from input
      on conflict do nothing
      returning shop_id, survey_id, id, day, moment, locale, device, channel, verified, reasons,
        effort, expectation, segments, score, 1 as n
        ${told.length > 0 ? sql`, to_jsonb(responses.*) as snapshot` : sql``}
    ),
    ${told.length > 0 ? sql`noted as (${noteResponses(sql, 'stored', 'response.created', told)}),` : sql``}
    counted as (${addToRollups(sql, 'stored')})
    select i.position, r.revision
    from input i left join responses r on r.shop_id = i.shop and r.id = i.id
    where not exists (select from stored s where s.shop_id = i.shop and s.id = i.id)`;
}

/**
 * Replaces responses that `match` (an expression over the stored row r and the input i) says are to
 * give way, and moves their counts. The stored rows are locked first, so that what is taken from the
 * rollups is what the row really held, whoever else writes; and what is taken and what is added come
 * from the same updated row, so that neither can be without the other.
 */
async function replaceStored(
  sql: Sql,
  batch: readonly ResponseRow[],
  told: readonly number[],
  match: ReturnType<Sql>,
): Promise<void> {
  await sql`
    with ${input(sql, batch)},
    target as materialized (
      select r.shop_id, r.id as old_id, r.survey_id, r.moment, r.locale, r.device, r.channel,
        r.reasons, r.effort, r.expectation, r.segments, r.score, r.order_id as old_order, r.verified,
        i.position
      from input i join responses r on r.shop_id = i.shop and ${match}
      order by r.shop_id, r.id
      for update of r
    ),
    ordered as materialized (
      select t.*,
        -- An order that another response already has, or is just taking, stays with that one.
        coalesce(t.old_order, case when
          not exists (select from responses o where o.shop_id = i.shop
            and o.survey_id = t.survey_id and o.order_id = i.order_id)
          and not exists (select from input j where j.shop = i.shop
            and j.order_id = i.order_id and j.position < i.position)
          then i.order_id end) as new_order
      from target t join input i using (position)
    ),
    replaced as (
      update responses r set
        id = i.id, revision = i.revision, score = i.score, effort = i.effort,
        verified = t.verified or (i.verified and i.order_id is not distinct from t.new_order),
        moment = i.moment, channel = i.channel, device = i.device, locale = i.locale,
        expectation = i.expectation, comment = i.comment, reasons = i.reasons, url = i.url,
        order_id = t.new_order,
        order_value = case when i.order_id = t.new_order then i.order_value else r.order_value end,
        order_currency =
          case when i.order_id = t.new_order then i.order_currency else r.order_currency end,
        customer_ref = i.customer_ref, reply_to = i.reply_to, properties = i.properties,
        segments = i.segments, updated_at = now()
      from ordered t join input i using (position)
      where r.shop_id = t.shop_id and r.id = t.old_id
      returning r.shop_id, r.survey_id, r.day, t.moment as old_moment, t.locale as old_locale,
        t.device as old_device, t.channel as old_channel, t.verified as old_verified,
        t.reasons as old_reasons, t.effort as old_effort, t.expectation as old_expectation,
        t.segments as old_segments, t.score as old_score, r.moment, r.locale, r.device, r.channel,
        r.verified, r.reasons, r.effort, r.expectation, r.segments, r.score
        ${told.length > 0 ? sql`, r.id, to_jsonb(r.*) as snapshot` : sql``}
    ),
    ${told.length > 0 ? sql`noted as (${noteResponses(sql, 'replaced', 'response.updated', told)}),` : sql``}
    moved as (
      select shop_id, survey_id, day, old_moment as moment, old_locale as locale,
        old_device as device, old_channel as channel, old_verified as verified,
        old_reasons as reasons, old_effort as effort, old_expectation as expectation,
        old_segments as segments, old_score as score, -1 as n
      from replaced
      union all
      select shop_id, survey_id, day, moment, locale, device, channel, verified, reasons, effort,
        expectation, segments, score, 1
      from replaced
    )
    ${addToRollups(sql, 'moved')}`;
}

/**
 * The batch as a table `input`, one JSON parameter whatever its size, with each row's local day. Its
 * order is that of the orders and ids, the same for every writer: two that insert the same answers
 * wait for each other in turn and not in a ring. Of one order's answers the first sent is the first.
 */
function input(sql: Sql, batch: readonly ResponseRow[]) {
  const rows = JSON.stringify(batch.map((row, position) => ({ ...row, position })));
  return sql`input as materialized (
    select t.*, (t.at at time zone s.timezone)::date as day
    from json_to_recordset(${rows}::text::json) as t (
      position int, shop bigint, survey bigint, id uuid, at timestamptz, revision int,
      score smallint, effort smallint, verified boolean, moment text, channel text, device text,
      locale text, expectation text, comment text, reasons text[], url text,
      order_id text, order_value numeric, order_currency text, customer_ref text, reply_to text,
      properties jsonb, segments jsonb)
    join shops s on s.id = t.shop
    order by t.shop, t.order_id collate "C", case when t.order_id is null then t.id end, t.position)`;
}
