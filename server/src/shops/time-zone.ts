import type { Sql } from '../database/sql.ts';
import { wrongField } from '../http/problems.ts';

/**
 * A time zone as the database writes it. The days are reckoned there as well as here, so a name that
 * only the JavaScript engine knows would leave its shop without a single answer. Throws 422 for one.
 */
export async function databaseTimeZone(sql: Sql, name: string): Promise<string> {
  const [zone] = await sql<{ name: string }[]>`
    select name from pg_timezone_names where lower(name) = lower(${name}) limit 1`;
  if (!zone) throw wrongField('timezone', 'is not a time zone that the database knows');
  return zone.name;
}
