import type { Scale } from '@nines/shared/score';
import { propertyOf } from '@nines/shared/wire/filters';
import type { Survey } from '@nines/shared/wire/survey';
import type { Sql } from '../database/sql.ts';
import { notFound, wrongField } from '../http/problems.ts';
import { decodeId } from '../database/ids.ts';
import type { ShopEntry } from '../shops/directory.ts';
import { findSurvey } from '../surveys/store.ts';

/** The surveys whose answers are counted together: all on one scale. */
export type Scope = { surveyIds: number[]; scale: Scale; segments: ReadonlySet<string> };

/**
 * One survey, or with `all` the shop's surveys on one scale. Throws 404 for one that is not there, and
 * 422 where scales would be mixed.
 */
export async function findScope(
  sql: Sql,
  { shop, surveys }: ShopEntry,
  id: string,
  scale: Scale | undefined,
): Promise<Scope> {
  if (id === 'all') return scopeOfAll(surveys, scale);
  // One that another process has just made is not remembered here.
  const survey = surveys.find((known) => known.id === id) ?? (await findSurvey(sql, shop.id, id));
  if (!survey) throw notFound('survey');
  if (scale && scale !== survey.scale) {
    throw wrongField('scale', `this survey is on the scale ${survey.scale}`);
  }
  return scopeOf([survey], survey.scale);
}

function scopeOfAll(surveys: readonly Survey[], scale: Scale | undefined): Scope {
  if (!scale && new Set(surveys.map((survey) => survey.scale)).size > 1) {
    throw wrongField(
      'scale',
      'the surveys of this shop are on two scales, and a 1–10 is no 0–10: choose one with scale=0-10 or scale=1-10',
    );
  }
  const chosen = scale ?? surveys[0]?.scale ?? '0-10';
  return scopeOf(
    surveys.filter((survey) => survey.scale === chosen),
    chosen,
  );
}

function scopeOf(surveys: readonly Survey[], scale: Scale): Scope {
  return {
    surveyIds: surveys.map((survey) => decodeId(survey.id)!),
    scale,
    segments: new Set(surveys.flatMap((survey) => survey.segments)),
  };
}

/** Throws 422 for a property that no survey of the scope counts by. */
export function checkSegments(
  names: readonly string[],
  { segments }: Scope,
  place: (name: string) => string,
): void {
  for (const name of names) {
    const property = propertyOf(name);
    if (property === undefined || segments.has(property)) continue;
    throw wrongField(
      place(name),
      `"${property}" is not a segment: add it to the survey's setting segments first`,
    );
  }
}
