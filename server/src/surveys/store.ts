import { surveySettingsSchema, type SurveySettings } from '@nines/shared/survey';
import type { Survey } from '@nines/shared/wire/survey';
import { decodeId, encodeId, newId } from '../database/ids.ts';
import { type Sql, inTransaction } from '../database/sql.ts';

type Row = { id: number; settings: unknown; created_at: Date };

/** The survey that a shop's prompt shows: its oldest active one. `surveys` are in the order of `listSurveys`. */
export function activeSurvey(surveys: readonly Survey[]): Survey | undefined {
  return surveys.find(({ active }) => active);
}

/** The survey that an answer belongs to if it names none: the active one, or else the oldest. */
export function defaultSurveyOf(surveys: readonly Survey[]): Survey | undefined {
  return activeSurvey(surveys) ?? surveys[0];
}

/** The ids of a shop's surveys on the scale 1–10, removed ones included. */
export async function listSurveysFromOne(sql: Sql, shopId: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from surveys where shop_id = ${shopId} and settings ->> 'scale' = '1-10'`;
  return rows.map(({ id }) => id);
}

/** A shop's surveys, oldest first. */
export async function listSurveys(sql: Sql, shopId: number): Promise<Survey[]> {
  const rows = await sql<Row[]>`
    select id, settings, created_at from surveys
    where shop_id = ${shopId} and removed_at is null
    order by created_at, id`;
  return rows.map(toSurvey);
}

/** The surveys that a shop has removed. Their answers stay. */
export async function listRemovedSurveys(sql: Sql, shopId: number): Promise<Survey[]> {
  const rows = await sql<Row[]>`
    select id, settings, created_at from surveys
    where shop_id = ${shopId} and removed_at is not null`;
  return rows.map(toSurvey);
}

/** One survey of the shop by its public id. `undefined` when there is none, also for another shop's survey. */
export async function findSurvey(
  sql: Sql,
  shopId: number,
  id: string,
): Promise<Survey | undefined> {
  const [row] = await sql<Row[]>`
    select id, settings, created_at from surveys
    where shop_id = ${shopId} and id = ${decodeId(id) ?? 0} and removed_at is null`;
  return row && toSurvey(row);
}

/** As `findSurvey`, and locks the survey until the transaction ends. */
export async function lockSurvey(
  transaction: Sql,
  shopId: number,
  id: string,
): Promise<Survey | undefined> {
  const [row] = await transaction<Row[]>`
    select id, settings, created_at from surveys
    where shop_id = ${shopId} and id = ${decodeId(id) ?? 0} and removed_at is null
    for update`;
  return row && toSurvey(row);
}

/** The result of removing a survey. */
export type Removal = 'removed' | 'unknown' | 'last';

/** Removes a survey, unless it is the last one: a shop without surveys could not store answers. */
export async function removeSurvey(sql: Sql, shopId: number, id: string): Promise<Removal> {
  return inTransaction(sql, async (transaction): Promise<Removal> => {
    // Locks all surveys in one order: of two removals at the same time, the second must see the first.
    const rows = await transaction<{ id: number }[]>`
      select id from surveys where shop_id = ${shopId} and removed_at is null
      order by id for update`;
    const wanted = decodeId(id);
    if (!rows.some((row) => row.id === wanted)) return 'unknown';
    if (rows.length === 1) return 'last';
    await transaction`
      update surveys set removed_at = ${new Date()} where shop_id = ${shopId} and id = ${wanted!}`;
    return 'removed';
  });
}

/** Adds a survey and returns it as stored. */
export async function insertSurvey(
  sql: Sql,
  shopId: number,
  settings: SurveySettings,
): Promise<Survey> {
  const [row] = await sql<[Row]>`
    insert into surveys (shop_id, id, settings)
    values (${shopId}, ${newId()}, ${sql.json(settings)})
    returning id, settings, created_at`;
  return toSurvey(row);
}

/** Replaces a survey's settings; `undefined` when the shop has no such survey. */
export async function updateSurvey(
  sql: Sql,
  shopId: number,
  id: string,
  settings: SurveySettings,
): Promise<Survey | undefined> {
  const [row] = await sql<Row[]>`
    update surveys set settings = ${sql.json(settings)}
    where shop_id = ${shopId} and id = ${decodeId(id) ?? 0}
    returning id, settings, created_at`;
  return row && toSurvey(row);
}

/** Settings that an older version stored get the present defaults for missing fields. */
function toSurvey({ id, settings, created_at: createdAt }: Row): Survey {
  return {
    ...surveySettingsSchema.parse(settings),
    id: encodeId(id),
    createdAt: createdAt.toISOString(),
  };
}
