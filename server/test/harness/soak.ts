/**
 * How often a test repeats what it does at random: `few` times in `pnpm test`, `many` times in
 * `pnpm soak`, which runs the same tests for hours.
 */
export function repeats(few: number, many: number): number {
  return process.env['NINES_SOAK'] ? many : few;
}

/** The first `few` of these in `pnpm test`, all of them in `pnpm soak`. */
export function firstOf<Case>(few: number, cases: readonly Case[]): readonly Case[] {
  return process.env['NINES_SOAK'] ? cases : cases.slice(0, few);
}
