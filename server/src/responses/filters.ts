import { propertyOf, type Filter } from '@nines/shared/wire/filters';
import type { Sql } from '../database/sql.ts';

/**
 * SQL that narrows rows of `responses` (and of `views`, for what they have) to those that pass all
 * filters: a list of conditions, each beginning with `and`. A property is looked for among the
 * `properties` as sent, or among the `segments` as counted.
 */
export function matchResponses(
  sql: Sql,
  filters: readonly Filter[],
  properties: 'properties' | 'segments',
) {
  // An empty list would be taken for a value.
  if (filters.length === 0) return sql``;
  return filters.map(({ dimension, values }) => {
    const list = [...values];
    const property = propertyOf(dimension);
    if (property !== undefined) {
      return sql` and ${sql(properties)} ->> ${property}::text = any(${list}::text[])`;
    }
    switch (dimension) {
      case 'reason':
        return sql` and reasons && ${list}::text[]`;
      case 'verified':
        return sql` and verified = ${values[0] === 'true'}`;
      case 'effort':
        return sql` and effort = any(${list}::text[]::smallint[])`;
      default:
        return sql` and ${sql(dimension)} = any(${list}::text[])`;
    }
  });
}
