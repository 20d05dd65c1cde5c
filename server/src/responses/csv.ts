import type { ResponsesQuery } from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import { surveyId, type Fragment } from './line.ts';
import { answeredAt } from './present.ts';

const delimiters = { comma: ',', semicolon: ';', tab: '\t' } as const;

/** SQL for a cell that may hold anything. */
type Quote = (text: Fragment) => Fragment;

/** The columns of a CSV, in order, as SQL. An import takes the same. */
function cells(sql: Sql, quote: Quote) {
  return {
    id: sql`id`,
    survey: surveyId(sql),
    answeredAt: answeredAt(sql),
    score: sql`score`,
    comment: quote(sql`comment`),
    reasons: quote(sql`array_to_string(reasons, ';')`),
    effort: sql`effort`,
    expectation: sql`expectation`,
    moment: sql`moment`,
    channel: sql`channel`,
    device: sql`device`,
    locale: sql`locale`,
    url: quote(sql`url`),
    verified: sql`verified::text`,
    orderId: quote(sql`order_id`),
    orderValue: sql`trim_scale(order_value)`,
    orderCurrency: sql`order_currency`,
    customer: sql`customer_ref`,
    replyTo: quote(sql`reply_to`),
    properties: quote(sql`nullif(properties, '{}')::text`),
    revision: sql`revision`,
  };
}

/**
 * The first line, after a byte order mark: without one Excel reads UTF-8 as something else, and what
 * reads CSV by program knows to skip it.
 */
export function csvHead(sql: Sql, delimiter: ResponsesQuery['delimiter']): Buffer {
  const names = Object.keys(cells(sql, (text) => text));
  return Buffer.from(`\uFEFF${names.join(delimiters[delimiter])}\r\n`);
}

/**
 * SQL for a response as a line of a CSV by RFC 4180. A cell that a spreadsheet would take for a formula
 * begins with an apostrophe (OWASP, "CSV Injection"): a comment is a stranger's text.
 */
export function csvLine(sql: Sql, delimiter: ResponsesQuery['delimiter']): Fragment {
  const between = delimiters[delimiter];
  const columns = Object.values(cells(sql, (text) => quoted(sql, text, between)));
  return sql`concat(${columns.map((cell, index) => {
    return index === 0 ? cell : sql`, ${between}::text, ${cell}`;
  })}, E'\\r\\n')`;
}

/**
 * One that begins with apostrophes before a formula's sign is given another: so that an import takes off
 * what was put on, and no apostrophe that was there before.
 */
function quoted(sql: Sql, text: Fragment, delimiter: string): Fragment {
  const guard = sql`case when ${text} ~ ${`^'*[=+\\-@\\t\\r＝＋－＠]`}::text then '''' end`;
  return sql`case when ${text} ~ ${`["\\r\\n${delimiter}]`}::text
    then concat('"', ${guard}, replace(${text}, '"', '""'), '"') else concat(${guard}, ${text}) end`;
}
