import { type FaultPlan, type FaultReport, runFaults } from '../../test/harness/fault-run.ts';
import { type MemoryReport, runMemory } from '../../test/harness/memory-run.ts';
import { printTable } from '../harness/report.ts';
import type { BenchOptions } from '../main.ts';

const houses: Pick<FaultPlan, 'name' | 'servers' | 'victim'>[] = [
  { name: 'server, embedded database', servers: 1, victim: 'server' },
  { name: 'embedded database', servers: 1, victim: 'database' },
  { name: 'one of two servers', servers: 2, victim: 'server' },
  { name: 'database of two servers', servers: 2, victim: 'database' },
];

const outages = ['slow', 'gone'] as const;

/**
 * Kills servers and databases with SIGKILL under load, 28 times in all, and counts the acknowledged answers
 * that are not stored exactly once. Then measures the memory of a server during an outage. Throws when an
 * answer was lost or doubled, or a reply was unexpected.
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
  const memory = await watchMemory(short);
  process.stdout.write(
    `\n${JSON.stringify({ bench: 'faults', reports: Object.fromEntries(reports), memory })}\n`,
  );
  const bad = reports.filter(
    ([, { lost, doubled, unexpected }]) => lost + doubled + unexpected.length > 0,
  );
  if (bad.length > 0)
    throw new Error(`Not as acknowledged: ${bad.map(([name]) => name).join(', ')}`);
}

/**
 * The server's memory while the database is unavailable and clients send eight times as much as the queue may
 * hold.
 */
async function watchMemory(short: boolean): Promise<MemoryReport[]> {
  const crowd = { connections: 1_000, ahead: 32, refusals: short ? 10_000 : 100_000 };
  const reports: MemoryReport[] = [];
  for (const outage of outages) reports.push(await runMemory({ outage, ...crowd }));
  printTable('Resident memory of the server, MB, with 1,000 connections sending 32 answers ahead', [
    ['database', 'idle', 'peak', 'after', 'rows waiting', 'MB waiting', 'replied 503', 'seconds'],
    ...reports.map((report, index) => [
      outages[index]!,
      String(report.idle),
      String(report.peak),
      String(report.after),
      String(report.waiting),
      report.waitingMegabytes.toFixed(1),
      String(report.replies['503'] ?? 0),
      String(report.seconds),
    ]),
  ]);
  return reports;
}
