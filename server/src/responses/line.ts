import type postgres from 'postgres';
import type { Sql } from '../database/sql.ts';

/** A part of a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** SQL that gives a response as it is exported, to the end of its line. */
export type Line = (sql: Sql) => Fragment;

const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
/** The places of a number below 2^53 to the base of 36, the highest first. */
const places = Array.from({ length: 11 }, (_, index) => 36 ** (10 - index));

/** SQL for the id of a response's survey as `encodeId` writes it. */
export function surveyId(sql: Sql): Fragment {
  const written = places.map((place, index) => {
    const digit = sql`substr(${digits}::text, (survey_id / ${place}::bigint % 36)::int + 1, 1)`;
    return index === 0 ? digit : sql`|| ${digit}`;
  });
  return sql`ltrim(${written}, '0')`;
}
