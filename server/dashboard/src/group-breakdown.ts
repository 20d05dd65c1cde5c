import type { Aggregate, Dimension, Figures } from '@nines/shared/wire/aggregate';
import type { Voice } from './phrases.ts';

/** The values of one dimension, most responses first. */
export type BreakdownGroup = {
  by: Dimension;
  heading: string;
  rows: { value: string; name: string; figures: Figures }[];
};

const order: readonly Dimension[] = ['moment', 'locale', 'device', 'channel'];

/** The breakdown by dimension, with names; values without a response are left out. */
export function groupBreakdown(breakdown: Aggregate['breakdown'], voice: Voice): BreakdownGroup[] {
  return order.flatMap((by) => {
    const rows = breakdown
      .filter((row) => row.by === by && row.responses > 0)
      .map((row) => ({ value: row.value, name: nameOf(by, row.value, voice), figures: row }))
      .toSorted((one, other) => other.figures.responses - one.figures.responses);
    return rows.length > 0 ? [{ by, heading: voice.words.breakdown.dimensions[by], rows }] : [];
  });
}

/** What people call a value; a shop's own moment is shown as the shop wrote it. */
function nameOf(by: Dimension, value: string, { words, formats }: Voice): string {
  if (value === '' || value === 'unknown' || value === 'und') return words.breakdown.unknown;
  const known = by === 'locale' ? formats.language(value) : words.breakdown.values[by][value];
  return capitalise(known ?? value.replaceAll(/[-_]/g, ' '));
}

function capitalise(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
