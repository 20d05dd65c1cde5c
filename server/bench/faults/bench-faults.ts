import { runFaults, type FaultPlan, type FaultReport } from '../../test/harness/fault-run.ts';
import { printTable } from '../harness/table.ts';
import type { BenchOptions } from '../main.ts';

const houses: Pick<FaultPlan, 'name' | 'servers' | 'victim'>[] = [
  { name: 'server, embedded database', servers: 1, victim: 'server' },
  { name: 'embedded database', servers: 1, victim: 'database' },
  { name: 'one of two servers', servers: 2, victim: 'server' },
  { name: 'database of two servers', servers: 2, victim: 'database' },
];

/**
 * Kills servers and databases with SIGKILL under load, 28 times in all, and counts what was
 * acknowledged and is not stored exactly once. Throws when anything was lost, doubled or unexpected.
 */
export async function benchFaults({ short }: BenchOptions): Promise<void> {
  const reports: [string, FaultReport][] = [];
  for (const house of houses) {
    const report = await runFaults({ ...house, kills: short ? 1 : 7, shoppers: 48 });
    reports.push([house.name, report]);
    process.stdout.write('.');
  }
  printTable('Killed with SIGKILL under load', [
    ['victim', 'kills', 'acknowledged', 'stored', 'lost', 'doubled', 'replied 503', 'slowest ms'],
    ...reports.map(([name, report]) =>
      [
        name,
        report.kills,
        report.acknowledged,
        report.stored,
        report.lost,
        report.doubled,
        report.replies['503'] ?? 0,
        report.slowestMilliseconds,
      ].map(String),
    ),
  ]);
  process.stdout.write(
    `\n${JSON.stringify({ bench: 'faults', reports: Object.fromEntries(reports) })}\n`,
  );
  const bad = reports.filter(
    ([, { lost, doubled, unexpected }]) => lost + doubled + unexpected.length > 0,
  );
  if (bad.length > 0)
    throw new Error(`Not as acknowledged: ${bad.map(([name]) => name).join(', ')}`);
}
