/** A place in a chart, in pixels from its top left. */
export type Place = { x: number; y: number };
/** A stretch of a chart's column, in pixels from its top. */
export type Span = { x: number; top: number; bottom: number };

/** The items in unbroken runs: each `undefined` ends one. */
export function runsOf<Item>(items: readonly (Item | undefined)[]): Item[][] {
  const runs: Item[][] = [];
  let open: Item[] | undefined;
  for (const item of items) {
    if (item === undefined) {
      open = undefined;
    } else if (open) {
      open.push(item);
    } else {
      open = [item];
      runs.push(open);
    }
  }
  return runs;
}

/** The SVG path along the places; empty for none. */
export function linePath(places: readonly Place[]): string {
  return places
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`)
    .join('');
}

/** The SVG path around the spans: along their tops and back along their bottoms; empty for none. */
export function areaPath(spans: readonly Span[]): string {
  if (spans.length === 0) return '';
  const tops = spans.map(({ x, top }) => ({ x, y: top }));
  const bottoms = spans.map(({ x, bottom }) => ({ x, y: bottom })).toReversed();
  return `${linePath([...tops, ...bottoms])}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
