import { openLab, newShop, visit, type Lab } from '../test/harness/lab.ts';
import { measureBytes } from './bytes.ts';
import { medianOf, printBudgets, type Figure } from './figures.ts';
import { measureDelivery } from './delivery.ts';
import { measurePage, measureTaps, type PageCost } from './page-cost.ts';
import { measureViolations } from './violations.ts';

/**
 * Measures the prompt's costs for a shopper and compares them with their budgets: bytes, requests, and
 * script time on a processor slowed down four times. Times are medians of interleaved rounds, minus those of
 * an empty page.
 */
export async function benchWidget({ short }: { short: boolean }): Promise<void> {
  const lab = await openLab();
  try {
    const figures = [
      ...measureBytes(),
      ...(await measureCost(lab, short ? 2 : 7)),
      ...(await measureViolations(lab)),
      ...(await measureDelivery(lab, short ? 2 : 10)),
    ];
    printBudgets('The prompt, beside its budgets', figures);
  } finally {
    await lab.close();
  }
}

async function measureCost(lab: Lab, rounds: number): Promise<Figure[]> {
  const asks = await newShop(lab);
  const costs: Record<'empty' | 'quiet' | 'asks', PageCost[]> = { empty: [], quiet: [], asks: [] };
  const taps: number[] = [];
  for (let round = 0; round < rounds; round++) {
    costs.empty.push(await measurePage(lab));
    costs.quiet.push(await measurePage(lab, asks, true));
    costs.asks.push(await measurePage(lab, asks));
    taps.push(...(await measureTaps(lab, asks)));
  }
  const { page, requests } = await visit(lab, asks);
  await page.getByRole('radiogroup').waitFor();
  const median = (kind: keyof typeof costs, what: keyof PageCost) =>
    medianOf(costs[kind].map((cost) => cost[what]));
  const over = (kind: 'quiet' | 'asks', what: keyof PageCost) =>
    Math.max(0, median(kind, what) - median('empty', what));
  return [
    {
      name: 'scripts until the prompt is open',
      value: requests.filter((request) => request.startsWith('GET /w/')).length,
      limit: 2,
    },
    {
      name: 'preflights',
      value: requests.filter((request) => request.startsWith('OPTIONS')).length,
      limit: 0,
    },
    { name: 'cookies', value: (await page.context().cookies()).length, limit: 0 },
    {
      name: 'script, does not ask, ms at 4×',
      value: over('quiet', 'script'),
      limit: 20,
      stretch: 12,
    },
    { name: 'script, asks, ms at 4×', value: over('asks', 'script'), limit: 60, stretch: 35 },
    { name: 'all work of the page, asks, ms at 4×', value: over('asks', 'task'), limit: Infinity },
    { name: 'blocking time added, ms at 4×', value: over('asks', 'blocking'), limit: 0 },
    { name: 'layout shift', value: over('asks', 'shift'), limit: 0 },
    { name: 'tap to next paint, median, ms', value: medianOf(taps), limit: 50, stretch: 32 },
    { name: 'tap to next paint, maximum, ms', value: Math.max(...taps), limit: 100 },
  ];
}
