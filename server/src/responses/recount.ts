import type { Sql } from '../database/sql.ts';
import { readable, columns, type ResponseRecord } from './columns.ts';

/** The fields that decide by which day and segments a response is counted. */
export type CountedBy = Pick<
  ResponseRecord,
  'id' | 'survey' | 'answeredAt' | 'day' | 'properties' | 'segments'
>;

const fields = ['id', 'survey', 'answeredAt', 'day', 'properties', 'segments'] as const;
const selected = fields.map((field) => `${readable(columns[field])} as "${field}"`).join(', ');

/** The shop's responses after a position, in an order that no revision changes: by time, then by id. */
export function listInOrder(
  sql: Sql,
  shop: number,
  after: Pick<CountedBy, 'answeredAt' | 'id'>,
  limit: number,
): Promise<CountedBy[]> {
  return sql<CountedBy[]>`
    select ${sql.unsafe(selected)} from responses
    where shop_id = ${shop}
      and (answered_at, id) > (${after.answeredAt}::text::timestamptz, ${after.id}::uuid)
    order by answered_at, id limit ${limit}`;
}
