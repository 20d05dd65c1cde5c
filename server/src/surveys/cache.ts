import { LRUCache } from 'lru-cache';
import type { Survey } from '@nines/shared/wire/survey';
import type { Sql } from '../database/sql.ts';
import { listStoredSurveys, readStoredSurvey } from './store.ts';

/** How much is kept, in characters of the settings. */
const maxCharacters = 32_000_000;

/** Surveys as `listSurveys` gives them, and the length of their settings. */
export type SurveyCache = {
  list(sql: Sql, shopId: number): Promise<{ surveys: Survey[]; characters: number }>;
};

/**
 * Keeps surveys that were read before, and reads only those whose settings have changed: to read large settings
 * takes milliseconds in which no other request is handled.
 */
export function createSurveyCache(): SurveyCache {
  const read = new LRUCache<number, { text: string; survey: Survey }>({
    maxSize: maxCharacters,
    sizeCalculation: ({ text }) => text.length + 1_000,
  });
  return {
    async list(sql, shopId) {
      let characters = 0;
      const rows = await listStoredSurveys(sql, shopId);
      const surveys = rows.map((row) => {
        characters += row.text.length;
        const known = read.get(row.id);
        if (known?.text === row.text) return known.survey;
        const survey = readStoredSurvey(row);
        read.set(row.id, { text: row.text, survey });
        return survey;
      });
      return { surveys, characters };
    },
  };
}
