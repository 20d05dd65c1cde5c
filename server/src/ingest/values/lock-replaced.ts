import type { Sql } from '../../database/sql.ts';
import type { ResponseRow } from '../row.ts';

/** What of a stored response its counts, its order and its place depend on. */
export type StoredAnswer = ResponseRow & {
  day: string;
  /** Since when there is a case of it, and since when somebody has worked on that. */
  case?: string;
  case_work?: string;
};

/** A response that gives way, locked, and the answer that takes its place. */
export type Target = {
  old: StoredAnswer;
  row: ResponseRow;
  /** The order that it has from now on, and whether with a signature. */
  order: string | null;
  verified: boolean;
};

/**
 * Locks those of a shop's responses that give way to one of `rows`, in the order of their ids, as
 * `WriteForm.replaceAnswers` says.
 */
export async function lockReplaced(
  sql: Sql,
  shop: number,
  rows: readonly ResponseRow[],
  by: 'id' | 'order',
): Promise<Target[]> {
  const found = by === 'id' ? await lockById(sql, shop, rows) : await lockByOrder(sql, shop, rows);
  const taken = await findTaken(sql, shop, found);
  const targets = new Map<ResponseRow, Target>();
  for (const [row, old] of found) {
    const order = old.order_id ?? free(row.order_id, old.survey, taken) ?? null;
    const verified = old.verified || (row.verified && order !== null && order === row.order_id);
    targets.set(row, { old, row, order, verified });
  }
  return [...targets.values()];
}

type Found = readonly (readonly [ResponseRow, StoredAnswer])[];

async function lockById(sql: Sql, shop: number, rows: readonly ResponseRow[]): Promise<Found> {
  const stored = await sql<Columns[]>`
    select ${columns(sql)} from responses r
    where r.shop_id = ${shop} and r.id = any(${rows.map(({ id }) => id)}::uuid[])
    order by r.id for update`;
  const byId = new Map(stored.map((columnsOf) => [columnsOf.id, storedOf(shop, columnsOf)]));
  const lower = rows.flatMap((row) => {
    const old = byId.get(row.id);
    return old && old.revision < row.revision ? [[row, old] as const] : [];
  });
  // A 0 may be off the scale of the survey that the response is in.
  const doubtful = lower.filter(([row, old]) => row.score === 0 && row.survey !== old.survey);
  if (doubtful.length === 0) return lower;
  const surveys = await sql<{ id: number }[]>`
    select id from surveys where shop_id = ${shop} and settings ->> 'scale' = '1-10'
      and id = any(${doubtful.map(([, old]) => old.survey)}::bigint[])`;
  const fromOne = new Set(surveys.map(({ id }) => id));
  return lower.filter((each) => !doubtful.includes(each) || !fromOne.has(each[1].survey));
}

async function lockByOrder(sql: Sql, shop: number, rows: readonly ResponseRow[]): Promise<Found> {
  const stored = await sql<Columns[]>`
    select ${columns(sql)}
    from unnest(${rows.map(({ survey }) => survey)}::bigint[],
      ${rows.map(({ order_id }) => order_id ?? null)}::text[]) as i (survey, order_id)
    join responses r on r.survey_id = i.survey and r.order_id = i.order_id
    where r.shop_id = ${shop} and not r.verified
    order by r.id for update of r`;
  const byOrder = new Map(stored.map((each) => [`${each.survey_id} ${each.order_id}`, each]));
  const standing = await sql<{ id: string }[]>`
    select id from responses
    where shop_id = ${shop} and id = any(${rows.map(({ id }) => id)}::uuid[])`;
  const ids = new Set(standing.map(({ id }) => id));
  return rows.flatMap((row) => {
    const old = byOrder.get(`${row.survey} ${row.order_id}`);
    return old && !ids.has(row.id) ? [[row, storedOf(shop, old)] as const] : [];
  });
}

/** The orders that those without one would like to have and that others have already. */
async function findTaken(sql: Sql, shop: number, found: Found): Promise<Set<string>> {
  const wishes = found.filter(([row, old]) => old.order_id === undefined && row.order_id);
  if (wishes.length === 0) return new Set();
  const taken = await sql<{ survey_id: number; order_id: string }[]>`
    select r.survey_id, r.order_id
    from unnest(${wishes.map(([, old]) => old.survey)}::bigint[],
      ${wishes.map(([row]) => row.order_id!)}::text[]) as i (survey, order_id)
    join responses r on r.survey_id = i.survey and r.order_id = i.order_id
    where r.shop_id = ${shop}`;
  return new Set(taken.map(({ survey_id, order_id }) => `${survey_id} ${order_id}`));
}

/** The order where nobody has it; from now on somebody does. */
function free(order: string | undefined, survey: number, taken: Set<string>): string | undefined {
  const key = `${survey} ${order}`;
  if (order === undefined || taken.has(key)) return undefined;
  taken.add(key);
  return order;
}

type Columns = { [Column in keyof ResponseRow]-?: ResponseRow[Column] | null } & {
  id: string;
  survey_id: number;
  day: string;
  case: string | null;
  case_work: string | null;
};

function columns(sql: Sql) {
  return sql`r.id, r.survey_id, r.day, r.answered_at::text as at, r.revision, r.score, r.effort,
    r.verified, r.moment, r.channel, r.device, r.locale, r.expectation, r.reasons, r.order_id,
    r.segments, r.case_opened_at::text as case, r.case_worked_at::text as case_work`;
}

/** A stored row as an answer: what it has not is undefined. */
function storedOf(shop: number, { survey_id, ...row }: Columns): StoredAnswer {
  const given = Object.entries(row).filter(([, value]) => value !== null);
  return { shop, survey: survey_id, ...Object.fromEntries(given) } as unknown as StoredAnswer;
}
