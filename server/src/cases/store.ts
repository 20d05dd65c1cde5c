import {
  caseStatuses,
  type CaseNote,
  type CasesQuery,
  type CaseStatus,
} from '@nines/shared/wire/case';
import { type Sql, send } from '../database/sql.ts';
import { rowsStatement } from '../database/rows.ts';
import { decodeId } from '../database/ids.ts';
import type { Position } from '../http/page.ts';

/**
 * A case as stored: the work of winning back the shopper of one response. It has the id of that response. Times
 * are ISO date-times in UTC.
 */
export type CaseRecord = {
  shop: number;
  id: string;
  survey: number;
  status: CaseStatus;
  owner: string | null;
  openedAt: string;
  contactedAt: string | null;
  resolvedAt: string | null;
  /** The time of the last change or note by the shop. While it is `null`, a better score removes the case. */
  workedAt: string | null;
  /** Oldest first. */
  notes: readonly CaseNote[];
};

const time = (name: string) =>
  `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const selected = `shop_id as shop, id, survey_id as survey, status, owner,
  ${time('opened_at')} as "openedAt", ${time('contacted_at')} as "contactedAt",
  ${time('resolved_at')} as "resolvedAt", ${time('worked_at')} as "workedAt", notes`;

const insert = rowsStatement<CaseRecord>({
  columns: [
    { type: 'bigint', valueOf: ({ shop }) => shop },
    { type: 'uuid', valueOf: ({ id }) => id },
    { type: 'bigint', valueOf: ({ survey }) => survey },
    { type: 'timestamptz', valueOf: ({ openedAt }) => openedAt },
  ],
  text: (rows) => `insert into cases (shop_id, id, survey_id, opened_at) values ${rows}`,
});

/** Inserts new cases. The caller has written or locked their responses in this transaction. */
export async function insertCases(transaction: Sql, cases: readonly CaseRecord[]): Promise<void> {
  await insert(transaction, cases);
}

/** Deletes cases of a shop, by their ids, with their notes. Sends the statement at once. */
export function deleteCases(
  transaction: Sql,
  shop: number,
  ids: readonly string[],
): PromiseLike<unknown> {
  return send(transaction`
    delete from cases where shop_id = ${shop} and id = any(${[...ids]}::uuid[])`);
}

/**
 * Locks those of a shop's cases that exist until the transaction ends, in the order of their ids, and returns
 * them. Their responses, if the caller locks them too, must be locked before.
 */
export function lockCases(
  transaction: Sql,
  shop: number,
  ids: readonly string[],
): Promise<CaseRecord[]> {
  return transaction.unsafe<CaseRecord[]>(
    `select ${selected} from cases
    where shop_id = $1::bigint and id = any($2::uuid[]) order by id for update`,
    [shop, ids as string[]],
  );
}

/** Writes a changed case, which the caller has locked. */
export async function updateCase(transaction: Sql, changed: CaseRecord): Promise<void> {
  const { shop, id, status, owner, contactedAt, resolvedAt, workedAt, notes } = changed;
  await transaction`
    update cases set status = ${status}, owner = ${owner},
      contacted_at = ${contactedAt}::text::timestamptz,
      resolved_at = ${resolvedAt}::text::timestamptz,
      worked_at = ${workedAt}::text::timestamptz, notes = ${JSON.stringify(notes)}::text::jsonb
    where shop_id = ${shop} and id = ${id}::uuid`;
}

/** The shop's cases with these ids, most recently opened first. */
export function findCases(sql: Sql, shop: number, ids: readonly string[]): Promise<CaseRecord[]> {
  return sql<CaseRecord[]>`
    select ${sql.unsafe(selected)} from cases
    where shop_id = ${shop} and id = any(${[...ids]}::uuid[])
    order by opened_at desc, id desc`;
}

/** Selects cases of a shop, besides by status. `from` (included) and `to` (excluded) are instants. */
export type CaseSelection = Pick<CasesQuery, 'owner' | 'survey'> & {
  from?: Date | undefined;
  to?: Date | undefined;
};

/** SQL: the condition for the shop's cases of one status. Each status has its part of one index. */
function whereCase(sql: Sql, shop: number, status: CaseStatus, selection: CaseSelection) {
  const { owner, survey, from, to } = selection;
  return sql`
    where shop_id = ${shop} and status = ${status}
      ${owner === undefined ? sql`` : owner === '' ? sql`and owner is null` : sql`and owner = ${owner}`}
      ${from ? sql`and opened_at >= ${from}` : sql``}
      ${to ? sql`and opened_at < ${to}` : sql``}
      ${survey === undefined ? sql`` : sql`and survey_id = ${decodeId(survey) ?? 0}`}`;
}

/**
 * The selected cases of the shop, most recently opened first, from just after `after`. Each status is read in
 * the order of its index; the results are then merged.
 */
export function listCases(
  sql: Sql,
  opts: {
    shop: number;
    statuses: readonly CaseStatus[];
    selection: CaseSelection;
    after: Position | undefined;
    limit: number;
  },
): Promise<CaseRecord[]> {
  const { shop, statuses, selection, after, limit } = opts;
  const beyond = after
    ? sql`and (opened_at, id) < (${after.at}::text::timestamptz, ${after.id}::uuid)`
    : sql``;
  const parts = [...new Set(statuses)].map(
    (status, index) => sql`${index > 0 ? sql`union all` : sql``} (
      select * from cases ${whereCase(sql, shop, status, selection)} ${beyond}
      order by opened_at desc, id desc limit ${limit})`,
  );
  return sql<CaseRecord[]>`
    select ${sql.unsafe(selected)} from (${parts}) as c
    order by opened_at desc, id desc limit ${limit}`;
}

/** Totals of cases. `unresolvedIds` are the ids of open and contacted cases. */
export type CaseTotals = {
  byStatus: Record<CaseStatus, number>;
  contacted: number;
  medianSecondsToFirstContact: number | null;
  unresolvedIds: string[];
};

/** Adds up the selected cases of the shop. The median is of contacted cases, in seconds. */
export async function totalCases(
  sql: Sql,
  shop: number,
  selection: CaseSelection,
): Promise<CaseTotals> {
  const part = (status: CaseStatus) => sql`
    select status, id, contacted_at - opened_at as wait from cases
    ${whereCase(sql, shop, status, selection)}`;
  const [row] = await sql<
    [
      Record<CaseStatus, number> & {
        contacted: number;
        median: number | null;
        ids: string[] | null;
      },
    ]
  >`
    select ${caseStatuses.map(
      (status) => sql`count(*) filter (where status = ${status})::int as ${sql(status)},`,
    )}
      count(wait)::int as waited,
      percentile_cont(0.5) within group (order by extract(epoch from wait)) as median,
      array_agg(id) filter (where status <> 'resolved') as ids
    from (${part('open')} union all ${part('contacted')} union all ${part('resolved')}) as c`;
  const { open, contacted, resolved, median, ids } = row;
  return {
    byStatus: { open, contacted, resolved },
    contacted: (row as unknown as { waited: number }).waited,
    medianSecondsToFirstContact: median === null ? null : Math.round(median),
    unresolvedIds: ids ?? [],
  };
}
