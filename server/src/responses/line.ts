import type postgres from 'postgres';
import type { Sql } from '../database/connect.ts';
import { decodeId } from '../id.ts';

/** A part of a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** The ids of a shop's surveys as the outside sees them. */
export type SurveyIds = readonly string[];

/** SQL that gives a response as it is exported, to the end of its line. */
export type Line = (sql: Sql, surveys: SurveyIds) => Fragment;

/** SQL for the id of a response's survey as the outside sees it. */
export function surveyId(sql: Sql, surveys: SurveyIds): Fragment {
  const numbers = surveys.map((id) => decodeId(id)!);
  return sql`(${[...surveys]}::text[])[array_position(${numbers}::bigint[], survey_id)]`;
}
