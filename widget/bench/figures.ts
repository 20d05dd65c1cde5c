/** A measured value with its limit, and optionally a stretch goal below the limit. */
export type Figure = { name: string; value: number; limit: number; stretch?: number };

/** The median. Throws on an empty list. */
export function medianOf(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new Error('There are no figures');
  return middle;
}

/** Prints a table and the same as JSON, and sets the exit code to 1 when a figure is above its limit. */
export function printBudgets(title: string, figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const lines = figures.map(({ name, value, limit, stretch }) => {
    const bound = Number.isFinite(limit) ? `≤ ${limit}` : '';
    const mark = value > limit ? '   over budget' : '';
    const cells = [format(value).padStart(8), bound.padStart(8), `${stretch ?? ''}`.padStart(7)];
    return `  ${name.padEnd(width)}   ${cells.join('   ')}${mark}\n`;
  });
  const head = `  ${''.padEnd(width)}   ${'ours'.padStart(8)}   ${'limit'.padStart(8)}   stretch\n`;
  process.stdout.write(`\n${title}\n\n${head}${lines.join('')}\n${JSON.stringify(figures)}\n`);
  if (figures.some(({ value, limit }) => value > limit)) process.exitCode = 1;
}

function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 1 ? 3 : 1);
}
