import { limits } from '@nines/shared/limits';
import type { Sql } from '../database/sql.ts';

/**
 * SQL that clears what may tell who gave an answer, or that they wrote themselves. How they answered
 * stays, for it is counted. The revision becomes the highest there is: an older one that is still on
 * its way must not bring back what was erased. With nobody left to win back, a case ends.
 */
export function clearPersonal(sql: Sql) {
  return sql`
    customer_ref = null, comment = null, reply_to = null, url = null, order_id = null,
    order_value = null, order_currency = null, properties = null, revision = ${limits.revision},
    case_opened_at = null, case_status = null, case_owner = null, case_contacted_at = null,
    case_resolved_at = null, case_notes = null, case_worked_at = null`;
}

/** SQL that is true of a response `r` from which there is something to clear. */
export function hasPersonal(sql: Sql) {
  return sql`(r.customer_ref is not null or r.comment is not null or r.reply_to is not null
    or r.url is not null or r.order_id is not null or r.order_value is not null
    or r.properties is not null or r.case_opened_at is not null)`;
}
