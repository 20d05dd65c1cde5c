import { addDays } from '@nines/shared/calendar';
import type { Caution } from '@nines/shared/wire/aggregate';
import { encodeId } from '../database/ids.ts';
import type { Sql } from '../database/sql.ts';
import { listBursts, type BurstCounts } from './store.ts';

/** A day is compared with so many days before it. */
const pastDays = 28;
/** Fewer answers from one source are no burst: a household, or a queue at a till, sends so many. */
const least = 10;
/** A burst is so many times what is usual. */
const times = 5;
/**
 * What is usual is the fourth-highest of the days before: a busy day of each week is usual then, and up to three days
 * of an attack are not.
 */
const usualRank = 4;
const mostCautions = 31;

/** The bursts of a period, newest first: 31 at most. Both days are included. */
export async function findBursts(
  sql: Sql,
  opts: { shop: number; surveys: readonly number[]; from: string; to: string },
): Promise<Caution[]> {
  const { from } = opts;
  const rows = await listBursts(sql, { ...opts, from: addDays(from, -pastDays), least });
  return opts.surveys
    .flatMap((survey) => burstsIn(rows.filter((row) => row.survey === survey)))
    .filter(({ day }) => day >= from)
    .toSorted((one, other) => (one.day < other.day ? 1 : -1))
    .slice(0, mostCautions);
}

/**
 * The days of one survey on which far more answers than usual came from one address, or without the Origin that every
 * browser sends. A day is a burst when the figure is 10 or more, and five times as much as is usual in that shop.
 *
 * A shop whose shoppers share one address (a company's proxy, or a server that does not trust its own proxy) has its
 * usual figure after four days with answers, and is no longer cautioned. An attack that goes on becomes usual on its
 * fifth day, and so does one that grows by less than five times; its first days stay flagged.
 */
export function burstsIn(rows: readonly BurstCounts[]): Caution[] {
  return [
    ...burstsOf('address', rows, ({ largest }) => largest),
    ...burstsOf('no-origin', rows, ({ withoutOrigin }) => withoutOrigin),
  ];
}

function burstsOf(
  source: Caution['source'],
  rows: readonly BurstCounts[],
  figureOf: (row: BurstCounts) => number,
): Caution[] {
  return rows.flatMap((row) => {
    const answers = figureOf(row);
    if (answers < least) return [];
    const [first, { day, answers: of }] = [addDays(row.day, -pastDays), row];
    const past = rows.filter((each) => each.day >= first && each.day < day).map(figureOf);
    const usual = past.toSorted((one, other) => other - one)[usualRank - 1] ?? 0;
    if (answers < times * usual) return [];
    const share = Math.round((answers / of) * 10_000) / 10_000;
    const message = messageOf(source, { answers, of, usual });
    return [
      {
        kind: 'burst',
        source,
        survey: encodeId(row.survey),
        day,
        answers,
        of,
        share,
        usual,
        message,
      },
    ];
  });
}

function messageOf(
  source: Caution['source'],
  { answers, of, usual }: { answers: number; of: number; usual: number },
): string {
  const from = source === 'address' ? 'from one address' : 'without the Origin of a web page';
  return `${answers} of ${of} unsigned answers came ${from}, where up to ${usual} are usual. Look at them before you rely on the score of this day.`;
}
