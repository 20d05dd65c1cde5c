import type { CaseStatus, CaseSummary, CaseSummaryQuery } from '@nines/shared/wire/case';
import { addDays, today } from '../aggregate/calendar.ts';
import type { Sql } from '../database/sql.ts';
import type { Shop } from '../shops/store.ts';
import { whereCase, type Selection } from './match.ts';

/** Cases of one status, with their orders in one currency; without one, those without an order's value. */
type Group = {
  status: CaseStatus;
  currency: string | null;
  cases: number;
  contacted: number;
  value: number | null;
};

/** What the cases of a period come to; by default of the last thirty days. Throws 422 as `whereCase`. */
export async function summariseCases(
  sql: Sql,
  { id: shopId, timezone, currency }: Pick<Shop, 'id' | 'timezone' | 'currency'>,
  query: CaseSummaryQuery,
): Promise<CaseSummary> {
  const to = query.to ?? today(timezone);
  const from = query.from ?? addDays(to, -29);
  const selection = { ...query, from, to };
  const [groups, medianSecondsToFirstContact] = await Promise.all([
    groupCases(sql, shopId, selection, currency),
    medianToFirstContact(sql, shopId, selection),
  ]);
  const count = (status: CaseStatus) => sum(groups.filter((group) => group.status === status));
  const [cases, contacted] = [sum(groups), groups.reduce((n, group) => n + group.contacted, 0)];
  return {
    from,
    to,
    timezone,
    cases,
    open: count('open'),
    contacted: count('contacted'),
    resolved: count('resolved'),
    neverContacted: cases - contacted,
    shareNeverContacted: cases === 0 ? null : (cases - contacted) / cases,
    medianSecondsToFirstContact,
    atStake: atStakeOf(groups),
  };
}

function groupCases(
  sql: Sql,
  shopId: number,
  selection: Selection,
  currency: string,
): Promise<Group[]> {
  const part = (status: CaseStatus) => sql`
    select ${status}::text as status, r.order_value,
      ${status === 'open' ? sql`null::timestamptz` : sql`r.case_contacted_at`} as case_contacted_at,
      case when r.order_value is not null then coalesce(r.order_currency, ${currency}) end as currency
    from responses r ${whereCase(sql, shopId, status, selection)}`;
  return sql<Group[]>`
    select status, currency, count(*)::int as cases, count(case_contacted_at)::int as contacted,
      sum(order_value)::float8 as value
    from (${part('open')} union all ${part('contacted')} union all ${part('resolved')}) as c
    group by status, currency`;
}

/** Of those that were contacted; which no open one was. In seconds. */
async function medianToFirstContact(
  sql: Sql,
  shopId: number,
  selection: Selection,
): Promise<number | null> {
  const part = (status: CaseStatus) => sql`
    select extract(epoch from r.case_contacted_at - r.case_opened_at)::float8 as seconds
    from responses r ${whereCase(sql, shopId, status, selection)}`;
  const [row] = await sql<[{ median: number | null }]>`
    select percentile_cont(0.5) within group (order by seconds) as median
    from (${part('contacted')} union all ${part('resolved')}) as c`;
  return row.median === null ? null : Math.round(row.median);
}

function atStakeOf(groups: readonly Group[]): CaseSummary['atStake'] {
  const stakes = new Map<string, { currency: string; value: number; cases: number }>();
  for (const { status, currency, value, cases } of groups) {
    if (status === 'resolved' || currency === null) continue;
    const known = stakes.get(currency) ?? { currency, value: 0, cases: 0 };
    known.value += value ?? 0;
    known.cases += cases;
    stakes.set(currency, known);
  }
  // Open and contacted are added here, and cents are not to the binary point.
  return [...stakes.values()]
    .map((stake) => ({ ...stake, value: Math.round(stake.value * 100) / 100 }))
    .toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
}

function sum(groups: readonly Group[]): number {
  return groups.reduce((total, { cases }) => total + cases, 0);
}
