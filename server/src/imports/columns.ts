import { importFields, type ImportField, type ImportQuery } from '@nines/shared/wire/import';
import { wrongField } from '../http/problems.ts';
import { columnNames, normalise, scoreQuestion } from './column-names.ts';

/** Where in a row each field is, and what is kept as a property. */
export type Columns = {
  fields: readonly { field: ImportField; index: number }[];
  properties: readonly { name: string; index: number }[];
  /** For the report: each field's column. */
  told: Record<string, string>;
  ignored: string[];
};

/** Reads the head of a CSV. Throws 422 where score or date is in none of its columns. */
export function readColumns(
  head: readonly string[],
  { map, properties }: Pick<ImportQuery, 'map' | 'properties'>,
): Columns {
  const titles = head.map((title) => title.trim());
  const places = new Map(titles.map((title, index) => [normalise(title), index] as const));
  const asked = readMap(map, places);
  const kept = properties.map((name) => ({ name, index: places.get(normalise(name)) ?? -1 }));
  const missing = kept.find(({ index }) => index < 0);
  if (missing) throw wrongField('properties', `there is no column "${missing.name}"`);
  const taken = new Set([...asked.values(), ...kept.map(({ index }) => index)]);
  const fields = importFields.flatMap((field) => {
    const index = asked.get(field) ?? find(field, places, taken);
    if (index !== undefined) taken.add(index);
    return index === undefined ? [] : [{ field, index }];
  });
  for (const needed of ['score', 'answeredAt'] as const) {
    if (fields.some(({ field }) => field === needed)) continue;
    throw wrongField(
      'map',
      `no column is known as ${needed}; there is ${titles.join(', ')}: say which with map=${needed}:COLUMN`,
    );
  }
  return {
    fields,
    properties: kept,
    told: Object.fromEntries(fields.map(({ field, index }) => [field, titles[index]!])),
    ignored: titles.filter((title, index) => title !== '' && !taken.has(index)),
  };
}

function find(
  field: ImportField,
  places: ReadonlyMap<string, number>,
  taken: ReadonlySet<number>,
): number | undefined {
  const isFree = (index: number | undefined) => index !== undefined && !taken.has(index);
  const named = (columnNames[field] ?? [field.toLowerCase()])
    .map((name) => places.get(name))
    .find(isFree);
  if (named !== undefined || field !== 'score') return named;
  const asked = [...places].find(([title, index]) => scoreQuestion.test(title) && isFree(index));
  return asked?.[1];
}

function readMap(
  map: readonly string[],
  places: ReadonlyMap<string, number>,
): Map<ImportField, number> {
  return new Map(
    map.map((entry) => {
      const [, name = '', title = ''] = /^([^:]*):(.*)$/.exec(entry) ?? [];
      const field = importFields.find((known) => known === name);
      if (!field) throw wrongField('map', `"${name}" is none of ${importFields.join(', ')}`);
      const index = places.get(normalise(title));
      if (index === undefined) throw wrongField('map', `there is no column "${title}"`);
      return [field, index] as const;
    }),
  );
}
