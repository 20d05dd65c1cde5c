import { surveyLimits } from '@nines/shared/limits';
import { surveySettingsSchema, type SurveySettings } from '@nines/shared/survey';
import type { Survey } from '@nines/shared/wire/survey';
import { decodeId, encodeId, newId } from '../database/ids.ts';
import { type Sql, inTransaction } from '../database/sql.ts';
import { listTestedSurveys } from '../responses/find.ts';
import { listCountedSurveys } from '../rollups/read.ts';

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

/** A survey as stored: `text` is the JSON of its settings. */
export type StoredSurvey = { id: number; text: string; created_at: Date };

/** As `listSurveys`, without reading the settings. */
export function listStoredSurveys(sql: Sql, shopId: number): Promise<StoredSurvey[]> {
  return sql<StoredSurvey[]>`
    select id, settings::text as text, created_at from surveys
    where shop_id = ${shopId} and removed_at is null
    order by created_at, id`;
}

/** The survey as the API shows it. */
export function readStoredSurvey({ text, ...row }: StoredSurvey): Survey {
  return toSurvey({ ...row, settings: JSON.parse(text) as unknown });
}

/** A survey that the shop has removed, or `undefined`. Late answers may name it. */
export async function findRemovedSurvey(
  sql: Sql,
  shopId: number,
  id: string,
): Promise<Survey | undefined> {
  const [row] = await sql<Row[]>`
    select id, settings, created_at from surveys
    where shop_id = ${shopId} and id = ${decodeId(id) ?? 0} and removed_at is not null`;
  return row && toSurvey(row);
}

/** The segments of each survey of a shop, removed ones included. */
export function listSegments(
  sql: Sql,
  shopId: number,
): Promise<{ survey: number; segments: string[] }[]> {
  return sql<{ survey: number; segments: string[] }[]>`
    select id as survey, coalesce(settings -> 'segments', '[]') as segments from surveys
    where shop_id = ${shopId}`;
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

/**
 * Locks the surveys of a shop until the transaction ends, in one order. So each change sees the ones before it: two
 * removals cannot remove the last two, and two additions cannot both be the last that fits.
 */
export async function lockSurveys(transaction: Sql, shopId: number): Promise<void> {
  await transaction`select id from surveys where shop_id = ${shopId} order by id for update`;
}

/** The result of removing a survey. */
export type Removal = 'removed' | 'unknown' | 'last';

/** Removes a survey, unless it is the last one: a shop without surveys could not store answers. */
export async function removeSurvey(sql: Sql, shopId: number, id: string): Promise<Removal> {
  return inTransaction(sql, async (transaction): Promise<Removal> => {
    await lockSurveys(transaction, shopId);
    const rows = await transaction<{ id: number }[]>`
      select id from surveys where shop_id = ${shopId} and removed_at is null`;
    const wanted = decodeId(id);
    if (!rows.some((row) => row.id === wanted)) return 'unknown';
    if (rows.length === 1) return 'last';
    await transaction`
      update surveys set removed_at = ${new Date()} where shop_id = ${shopId} and id = ${wanted!}`;
    await forgetUnanswered(transaction, shopId);
    return 'removed';
  });
}

/**
 * Deletes removed surveys without answers and views, except the newest ones: a page that was opened before the
 * removal may still send an answer to them. Those with answers are kept, because they say on which scale these are.
 */
async function forgetUnanswered(transaction: Sql, shopId: number): Promise<void> {
  const rows = await transaction<{ id: number }[]>`
    select id from surveys where shop_id = ${shopId} and removed_at is not null
    order by removed_at desc, id desc offset ${surveyLimits.removedWithoutAnswers}`;
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  const used = new Set([
    ...(await listCountedSurveys(transaction, shopId, ids)),
    ...(await listTestedSurveys(transaction, shopId, ids)),
  ]);
  const unused = ids.filter((id) => !used.has(id));
  await transaction`
    delete from surveys where shop_id = ${shopId} and id = any(${unused}::bigint[])`;
}

/** Why a survey cannot be stored. */
export type Excess = 'surveys' | 'removed' | 'settings' | 'all settings';

/**
 * Which bound the shop would exceed with these settings, as a new survey or in place of those of survey `id`;
 * `undefined`: none. Call `lockSurveys` before.
 */
export async function findExcess(
  transaction: Sql,
  shopId: number,
  settings: SurveySettings,
  id?: string,
): Promise<Excess | undefined> {
  const [row] = await transaction<[{ surveys: number; removed: number; bytes: number }]>`
    select count(*) filter (where removed_at is null)::int as surveys,
      count(*) filter (where removed_at is not null)::int as removed,
      coalesce(sum(octet_length(settings::text)) filter (
        where removed_at is null and id <> ${decodeId(id ?? '') ?? 0}
      ), 0)::int as bytes
    from surveys where shop_id = ${shopId}`;
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  if (bytes > surveyLimits.settingsBytes) return 'settings';
  if (row.bytes + bytes > surveyLimits.allSettingsBytes) return 'all settings';
  if (id !== undefined) return undefined;
  if (row.surveys >= surveyLimits.surveys) return 'surveys';
  return row.removed >= surveyLimits.removed ? 'removed' : undefined;
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
