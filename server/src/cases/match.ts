import type { CasesQuery, CaseStatus } from '@nines/shared/wire/case';
import type { Sql } from '../database/sql.ts';
import { wrongField } from '../http/problems.ts';
import { decodeId } from '../database/ids.ts';

/** Which of a shop's cases, besides their status. */
export type Selection = Pick<CasesQuery, 'owner' | 'survey' | 'from' | 'to'>;

/**
 * SQL: the shop's cases, rows r of the responses, of a status and as selected. It says of each status what
 * the index of these says, so that this is used. Throws 422 for a period that cannot be.
 */
export function whereCase(sql: Sql, shopId: number, status: CaseStatus, selection: Selection) {
  const { owner, survey, from, to } = selection;
  if (from && to && from > to) throw wrongField('from', 'must not be after to');
  const midnight = (day: string, days: number) => sql`
    (select (${day}::date + ${days}::int)::timestamp at time zone timezone
      from shops where id = ${shopId})`;
  return sql`
    where r.shop_id = ${shopId} and ${whose(sql, owner)}
      and ${status === 'open' ? sql`r.case_status is null` : sql`r.case_status = ${status}`}
      ${from ? sql`and r.case_opened_at >= ${midnight(from, 0)}` : sql``}
      ${to ? sql`and r.case_opened_at < ${midnight(to, 1)}` : sql``}
      ${survey === undefined ? sql`` : sql`and r.survey_id = ${decodeId(survey) ?? 0}`}`;
}

/**
 * What has an owner is a case. To say so would let PostgreSQL go through all that is open, where hardly
 * any has this owner: it cannot know that most of that nobody has ever touched.
 */
function whose(sql: Sql, owner: string | undefined) {
  if (owner) return sql`r.case_owner = ${owner}`;
  const isCase = sql`r.case_opened_at is not null`;
  return owner === undefined ? isCase : sql`${isCase} and r.case_owner is null`;
}
