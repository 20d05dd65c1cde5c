import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '@nines/shared/limits';
import { retryCollisions, withoutStatementTimeout, type Sql } from '../database/sql.ts';
import { admitFrequentValues, sweepResponses, type Range } from './sweep-responses.ts';
import { sweepViews } from './sweep-views.ts';
import { writersGone } from './writers-gone.ts';

/** Rows looked at in one step: few enough that no answer waits noticeably for their locks. */
const step = 2_000;

/**
 * Counts a shop's whole history anew, if that was asked, in steps between which answers come in as
 * always; at every moment the rollups are what the responses say. Whatever breaks it off, it is simply
 * begun again. Gives up when `stopped`: between two steps, or by throwing.
 */
export async function rerollShop(sql: Sql, shopId: number, stopped: AbortSignal): Promise<void> {
  for (;;) {
    const [asked] = await sql<{ asked_at: string; wait: number }[]>`
      select asked_at::text, greatest(0, extract(epoch from due_at - clock_timestamp()) * 1000)::int
        as wait
      from rerolls where shop_id = ${shopId}`;
    if (!asked || stopped.aborted) return;
    if (asked.wait > 0) {
      await sleep(Math.min(asked.wait, 250));
      continue;
    }
    await writersGone(sql, stopped);
    await withoutStatementTimeout(sql, stopped, (transaction) =>
      admitFrequentValues(transaction, shopId, limits.segmentValues),
    );
    for (const course of [responsesByTime, viewsById]) {
      let after: string | undefined = course.start;
      while (after !== undefined) {
        const from: string = after;
        after = await retryCollisions(() =>
          withoutStatementTimeout(sql, stopped, (transaction) =>
            sweepStep(transaction, shopId, course, from),
          ),
        );
      }
    }
    // Asked again meanwhile: then the settings changed under way.
    await sql`
      delete from rerolls where shop_id = ${shopId} and asked_at = ${asked.asked_at}::text::timestamptz`;
  }
}

/** A table and what orders it: something that no later revision changes. */
type Course = {
  table: 'responses' | 'views';
  order: 'answered_at' | 'id';
  start: string;
  sweep(sql: Sql, shopId: number, range: Range): Promise<unknown>;
};

// A signed answer takes the place of an unsigned one under an id of its own, but at the same time.
const responsesByTime: Course = {
  table: 'responses',
  order: 'answered_at',
  start: '-infinity',
  sweep: sweepResponses,
};
const viewsById: Course = {
  table: 'views',
  order: 'id',
  start: '00000000-0000-0000-0000-000000000000',
  sweep: sweepViews,
};

/** Counts the next rows after a place anew; gives the last of them, unless there were none. */
async function sweepStep(
  sql: Sql,
  shopId: number,
  { table, order, sweep }: Course,
  after: string,
): Promise<string | undefined> {
  const type = sql.unsafe(order === 'id' ? 'uuid' : 'timestamptz');
  const [end] = await sql<{ last: string }[]>`
    select place::text as last from (
      select ${sql(order)} as place from ${sql(table)}
      where shop_id = ${shopId} and ${sql(order)} > ${after}::text::${type}
      order by ${sql(order)} limit ${step}
    ) as places order by place desc limit 1`;
  if (end) await sweep(sql, shopId, { after, last: end.last });
  return end?.last;
}
