import {
  caseStatuses,
  type Case,
  type CasePage,
  type CasesQuery,
  type CaseSummary,
  type CaseSummaryQuery,
} from '@nines/shared/wire/case';
import { addDays } from '@nines/shared/calendar';
import type { Sql } from '../database/sql.ts';
import { wrongField } from '../http/problems.ts';
import { sumOrderValues, type OrderSum } from '../responses/count.ts';
import { pageOf, readCursor } from '../http/page.ts';
import type { ResponseRecord } from '../responses/columns.ts';
import { findResponses } from '../responses/find.ts';
import type { Shop } from '../shops/store.ts';
import { startOfDay, today } from '../time/zones.ts';
import { presentCase, presentListedCase } from './rules.ts';
import { findCases, listCases, totalCases, type CaseRecord, type CaseSelection } from './store.ts';

/** The settings of a shop that its cases depend on. */
type OfShop = Pick<Shop, 'id' | 'timezone' | 'currency'>;

/** A page of the shop's cases, most recently opened first. Throws 422 for an invalid period or cursor. */
export async function readCases(sql: Sql, shop: OfShop, query: CasesQuery): Promise<CasePage> {
  const { limit, status = caseStatuses } = query;
  const found = await listCases(sql, {
    shop: shop.id,
    statuses: status,
    selection: selectionOf(query, shop.timezone),
    after: readCursor(query.cursor),
    limit: limit + 1,
  });
  const { rows, next } = pageOf(found, limit, ({ openedAt, id }) => ({ at: openedAt, id }));
  return { cases: await withResponses(sql, shop.id, rows, presentListedCase), next };
}

/** The cases of these responses with their notes, most recently opened first. */
export async function readCasesOf(
  sql: Sql,
  shop: number,
  responses: readonly ResponseRecord[],
): Promise<Case[]> {
  const found = await findCases(
    sql,
    shop,
    responses.map(({ id }) => id),
  );
  const byId = new Map(responses.map((response) => [response.id, response]));
  return found.map((record) => presentCase(record, byId.get(record.id)!));
}

/** One of the shop's cases. `undefined` when there is none, also for another shop's case. */
export async function readCase(sql: Sql, shop: number, id: string): Promise<Case | undefined> {
  const [found] = await withResponses(sql, shop, await findCases(sql, shop, [id]), presentCase);
  return found;
}

/** A case that was erased between the two reads is left out. */
async function withResponses<Shown>(
  sql: Sql,
  shop: number,
  records: readonly CaseRecord[],
  show: (record: CaseRecord, response: ResponseRecord) => Shown,
): Promise<Shown[]> {
  if (records.length === 0) return [];
  const ids = records.map(({ id }) => id);
  const responses = await findResponses(sql, shop, ids);
  const byId = new Map(responses.map((response) => [response.id, response]));
  return records.flatMap((record) => {
    const response = byId.get(record.id);
    return response ? [show(record, response)] : [];
  });
}

/** Sums up the cases of a period, by default of the last thirty days. Throws 422 for an invalid period. */
export async function summariseCases(
  sql: Sql,
  { id, timezone, currency }: OfShop,
  query: CaseSummaryQuery,
): Promise<CaseSummary> {
  const to = query.to ?? today(timezone);
  const from = query.from ?? addDays(to, -29);
  const totals = await totalCases(sql, id, selectionOf({ ...query, from, to }, timezone));
  const { open, contacted, resolved } = totals.byStatus;
  const cases = open + contacted + resolved;
  const neverContacted = cases - totals.contacted;
  return {
    from,
    to,
    timezone,
    cases,
    ...totals.byStatus,
    neverContacted,
    shareNeverContacted: cases === 0 ? null : neverContacted / cases,
    medianSecondsToFirstContact: totals.medianSecondsToFirstContact,
    atStake: atStake(await sumOrderValues(sql, id, totals.unresolvedIds), currency),
  };
}

/**
 * An order without a currency counts in the shop's currency. Sums are rounded to cents, because adding
 * fractions is inexact.
 */
function atStake(sums: readonly OrderSum[], shopCurrency: string): CaseSummary['atStake'] {
  const stakes = new Map<string, { value: number; cases: number }>();
  for (const { currency, value, orders } of sums) {
    const stake = stakes.get(currency ?? shopCurrency) ?? { value: 0, cases: 0 };
    stakes.set(currency ?? shopCurrency, {
      value: stake.value + value,
      cases: stake.cases + orders,
    });
  }
  return [...stakes]
    .map(([currency, { value, cases }]) => ({
      currency,
      value: Math.round(value * 100) / 100,
      cases,
    }))
    .toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
}

/** Turns days of the shop's time zone into instants. Throws 422 for a period that ends before it begins. */
function selectionOf(
  { owner, survey, from, to }: Pick<CasesQuery, 'owner' | 'survey' | 'from' | 'to'>,
  timezone: string,
): CaseSelection {
  if (from && to && from > to) throw wrongField('from', 'must not be after to');
  return {
    owner,
    survey,
    from: from ? new Date(startOfDay(timezone, from)) : undefined,
    to: to ? new Date(startOfDay(timezone, addDays(to, 1))) : undefined,
  };
}
