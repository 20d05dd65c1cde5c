import type { ResponseRow, ViewRow } from '../row.ts';

/** A dimension of the rollups and the value that a row has in it. */
export type Place = readonly [dimension: string, value: string];

/** What `dimensionsOf` of rollup.ts makes of a view, or of the part of an answer that views have. */
export function dimensionsOfView(row: Pick<ViewRow, 'moment' | 'locale' | 'device' | 'channel'>) {
  const places: Place[] = [
    ['', ''],
    ['moment', row.moment],
    ['device', row.device],
    ['channel', row.channel],
  ];
  if (row.locale !== undefined) places.push(['locale', row.locale]);
  return places;
}

/** What `ofResponses` of rollup.ts adds to that for an answer. */
export function dimensionsOfAnswer(row: ResponseRow): Place[] {
  const places = dimensionsOfView(row);
  if (row.verified) places.push(['verified', 'true']);
  if (row.effort !== undefined) places.push(['effort', String(row.effort)]);
  if (row.expectation !== undefined) places.push(['expectation', row.expectation]);
  for (const reason of row.reasons ?? []) places.push(['reason', reason]);
  for (const [name, value] of Object.entries(row.segments ?? {})) {
    places.push([`property.${name}`, value]);
  }
  return places;
}
