import type { Sql } from '../database/sql.ts';

/**
 * SQL that notes what has become of responses and their cases, to be told to the webhooks of `shops`.
 * It is a part of the very statement that stores them, so that an event is committed exactly when its
 * response is. `changes` names a table expression with the columns shop_id, id and snapshot, the whole
 * row as JSON; of updated responses also old_id, and old_case: since when there was a case before.
 */
export function noteResponses(
  sql: Sql,
  changes: string,
  type: 'response.created' | 'response.updated',
  shops: readonly number[],
) {
  return sql`
    insert into webhook_events (shop_id, type, subject, snapshot)
    select c.shop_id, e.type, e.subject, e.snapshot
    from ${sql(changes)} c cross join lateral (
      select ${type}::text as type, c.id::text as subject, c.snapshot
      union all ${type === 'response.created' ? openedCase(sql) : changedCase(sql)}
    ) as e
    where c.shop_id = any(${[...shops]}::bigint[])`;
}

function openedCase(sql: Sql) {
  return sql`
    select 'case.opened', c.id::text, c.snapshot
    where c.snapshot ->> 'case_opened_at' is not null`;
}

/** A signed answer may have taken the place, and the case, of an unsigned one with another id. */
function changedCase(sql: Sql) {
  return sql`
    select 'case.withdrawn', c.old_id::text, jsonb_build_object('id', c.old_id,
      'survey_id', c.snapshot -> 'survey_id', 'score', c.snapshot -> 'score',
      'case_opened_at', c.old_case)
    where c.old_case is not null
      and (c.snapshot ->> 'case_opened_at' is null or c.old_id <> c.id)
    union all
    select case when c.old_case is not null and c.old_id = c.id
      then 'case.updated' else 'case.opened' end, c.id::text, c.snapshot
    where c.snapshot ->> 'case_opened_at' is not null`;
}
