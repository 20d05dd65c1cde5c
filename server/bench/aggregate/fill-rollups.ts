import type { Sql } from '../../src/database/sql.ts';
import { decodeId } from '../../src/database/ids.ts';
import type { CreatedShop } from '@nines/shared/wire/shop';

/**
 * The rollups of a hundred million responses, without the responses: two hundred shops, one of which has a
 * fifth of all, a year of days, and for each day the counts of eleven values.
 */
export async function fillRollups(sql: Sql, shop: CreatedShop, responses: number): Promise<void> {
  const [shopId, surveyId] = [decodeId(shop.shopId)!, decodeId(shop.surveyId)!];
  await sql`
    insert into rollups (shop_id, survey_id, dimension, day, value,
      c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, views)
    select shop, survey, dimension, current_date - age, value,
      n, n, n, n, n, n, 2 * n, 3 * n, 5 * n, 8 * n, 10 * n, 140 * n
    from (
      select ${shopId}::bigint as shop, ${surveyId}::bigint as survey,
        (${responses}::bigint / 5 / 365 / 34)::int as n
      union all
      select other, other, (${responses}::bigint * 4 / 5 / 199 / 365 / 34)::int
      from generate_series(1, 199) as other
    ) as shops
    cross join generate_series(0, 364) as age
    cross join (values ('', ''), ('moment', 'checkout'), ('moment', 'delivery'),
      ('moment', 'service'), ('locale', 'nl'), ('locale', 'en'), ('locale', 'de'), ('locale', 'fr'),
      ('device', 'phone'), ('device', 'desktop'), ('device', 'tablet'), ('channel', 'widget')
    ) as d (dimension, value)`;
  await sql`vacuum analyze rollups`;
  await sql`checkpoint`;
}
