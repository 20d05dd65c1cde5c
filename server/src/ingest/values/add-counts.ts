import { addScore, emptyTally } from '@nines/shared/tally';
import type { Sql } from '../../database/sql.ts';
import type { ResponseRow } from '../row.ts';
import { chunksOf } from './chunks.ts';
import { countBy } from './counts.ts';
import { dimensionsOfAnswer } from './dimensions.ts';

/** A response that comes (`times` 1) or goes (−1). */
export type Counted = ResponseRow & { day: string; times: 1 | -1 };

/** Adds responses to the rollups, or takes them away; what cancels out touches no row. */
export async function addCounts(sql: Sql, responses: readonly Counted[]): Promise<void> {
  const counts = countBy(responses, dimensionsOfAnswer, {
    empty: emptyTally,
    add: (tally, { score, times }) => addScore(tally, score, times),
  }).filter(({ sum }) => sum.some((count) => count !== 0));
  for (const some of chunksOf(counts)) {
    await sql`
      insert into rollups as r (shop_id, survey_id, dimension, day, value,
        c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
      values ${some.map(
        ({ shop, survey, dimension, day, value, sum }, index) => sql`${index > 0 ? sql`,` : sql``} (
          ${shop}, ${survey}, ${dimension}, ${day}, ${value},
          ${sum[0]!}, ${sum[1]!}, ${sum[2]!}, ${sum[3]!}, ${sum[4]!}, ${sum[5]!},
          ${sum[6]!}, ${sum[7]!}, ${sum[8]!}, ${sum[9]!}, ${sum[10]!})`,
      )}
      on conflict (shop_id, survey_id, dimension, day, value) do update set
        c0 = r.c0 + excluded.c0, c1 = r.c1 + excluded.c1, c2 = r.c2 + excluded.c2,
        c3 = r.c3 + excluded.c3, c4 = r.c4 + excluded.c4, c5 = r.c5 + excluded.c5,
        c6 = r.c6 + excluded.c6, c7 = r.c7 + excluded.c7, c8 = r.c8 + excluded.c8,
        c9 = r.c9 + excluded.c9, c10 = r.c10 + excluded.c10`;
  }
}
