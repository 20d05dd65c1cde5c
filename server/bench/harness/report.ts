/** The median of several figures, with their minimum and maximum. */
export type Spread = { median: number; min: number; max: number };

/** Throws on an empty list. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((one, other) => one - other);
  if (sorted.length === 0) throw new Error('There are no figures');
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

/** The ratios of figures to yardsticks of the same round: so slow changes between rounds cancel out. */
export function ratiosOf(figures: readonly number[], yardsticks: readonly number[]): Spread {
  return spreadOf(figures.map((figure, round) => figure / yardsticks[round]!));
}

/** `0.93 (0.88…1.02)` */
export function formatSpread({ median, min, max }: Spread, digits = 2): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}…${max.toFixed(digits)})`;
}

/** Prints a table in columns: the first aligned to the left, the others to the right. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('   ')
      .trimEnd(),
  );
  process.stdout.write(`\n${title}\n\n${lines.map((line) => `  ${line}\n`).join('')}`);
}
