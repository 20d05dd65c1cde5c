import type { ResponsesQuery } from '@nines/shared/wire/response';
import type postgres from 'postgres';
import type { Sql } from '../database/sql.ts';
import { columns, fields, readable, type Field } from './columns.ts';
import { withGuards } from './formula-guard.ts';

/** A part of a statement. */
type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** SQL that gives a response as one line of an export, with its line break. */
export type Line = (sql: Sql) => Fragment;

// PostgreSQL writes the lines: making objects and strings of the rows in Node takes four times the processor
// time and hundreds of megabytes. The SQL below is constant; it is made from the list of columns.

/** The fields of an export, in the order of its columns. They are its titles too. */
export const exported = fields.filter((field) => !columns[field].isInternal);

const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
/** SQL: the id of the survey as `encodeId` writes it, to the base of 36. */
const surveyId = `ltrim(${Array.from({ length: 11 }, (_, index) => {
  const power = 36 ** (10 - index);
  return `substr('${digits}', (survey_id / ${power}::bigint % 36)::int + 1, 1)`;
}).join(' || ')}, '0')`;

/** SQL: the value of a field as an export shows it. */
function shown(field: Field): string {
  if (field === 'survey') return surveyId;
  return field === 'orderValue' ? 'trim_scale(order_value)' : readable(columns[field]);
}

const delimiters = { comma: ',', semicolon: ';', tab: '\t' } as const;
type Delimiter = ResponsesQuery['delimiter'];

/**
 * The first line of a CSV, after a byte order mark. Without the mark Excel reads UTF-8 as another encoding;
 * programs that read CSV skip it.
 */
export function csvHead(delimiter: Delimiter): Buffer {
  return Buffer.from(`\uFEFF${exported.join(delimiters[delimiter])}\r\n`);
}

/** SQL for a response as a line of a CSV by RFC 4180. An import reads the same. */
export function csvLine(delimiter: Delimiter): Line {
  const between = delimiters[delimiter];
  const cells = exported.map((field) => csvCell(field, between));
  const line = `concat(${cells.join(`, '${between}', `)}, E'\\r\\n')`;
  return (sql) => sql.unsafe(line) as unknown as Fragment;
}

function csvCell(field: Field, delimiter: string): string {
  const { type, isPersonal } = columns[field];
  if (type === 'text[]') return quoted(`array_to_string(${shown(field)}, ';')`, delimiter);
  if (type === 'jsonb') return quoted(`nullif(${shown(field)}, '{}')::text`, delimiter);
  if (type === 'boolean') return `${shown(field)}::text`;
  return type === 'text' && isPersonal ? quoted(shown(field), delimiter) : shown(field);
}

/** Guards add apostrophes only, so they never make quotation marks necessary. */
function quoted(text: string, delimiter: string): string {
  return `case when ${text} ~ E'["\\r\\n${delimiter}]'
    then concat('"', replace(${withGuards(text)}, '"', '""'), '"') else ${withGuards(text)} end`;
}

const order = `case when order_id is not null then (select row_to_json(parts) from (
  select order_id as id, trim_scale(order_value) as value, order_currency as currency
) as parts) end`;

/** SQL: the fields of a line of NDJSON, the same as the API shows. */
const jsonFields = exported
  .flatMap((field) => {
    if (field === 'orderId') return [`(${order}) as "order"`];
    if (field === 'orderValue' || field === 'orderCurrency') return [];
    if (field === 'reasons' || field === 'properties') {
      return [`coalesce(${shown(field)}, '{}') as ${field}`];
    }
    return [`${shown(field)} as "${field}"`];
  })
  .join(', ');

/** SQL for a response as a line of NDJSON. */
export const ndjsonLine: Line = (sql) =>
  sql.unsafe(`concat((
    select row_to_json(line)::text from (select ${jsonFields}) as line
  ), E'\\n')`) as unknown as Fragment;
