import { runFuzz } from '../../test/harness/fuzz-run.ts';
import { startBenchCluster, startNines } from '../harness/processes.ts';
import { createEndings } from '../harness/endings.ts';
import { printTable } from '../harness/report.ts';
import type { BenchOptions } from '../main.ts';

/**
 * Sends 20,000 hostile bodies of every kind to the public routes and counts the replies. `--seed=n` repeats a
 * run. Throws when a reply was neither "stored" nor the right refusal.
 */
export async function benchFuzz({ short, args }: BenchOptions): Promise<void> {
  const given = args.find((arg) => arg.startsWith('--seed='))?.slice('--seed='.length);
  const endings = createEndings();
  try {
    const cluster = await startBenchCluster(endings);
    const nines = await startNines(await cluster.createDatabase(), 1, endings);
    const report = await runFuzz({
      url: `http://127.0.0.1:${nines.port}`,
      publicKey: nines.shops[0]!.publicKey,
      count: short ? 2_000 : 20_000,
      ...(given === undefined ? {} : { seed: Number(given) }),
    });
    const statuses = Object.keys(report.byStatus);
    printTable(`Hostile bodies by status (seed ${report.seed})`, [
      ['kind', ...statuses],
      ...Object.entries(report.byKind).map(([kind, counts]) => [
        kind,
        ...statuses.map((status) => String(counts[status] ?? 0)),
      ]),
      ['all', ...statuses.map((status) => String(report.byStatus[status]))],
    ]);
    const { wrong, ...figures } = report;
    process.stdout.write(
      `\n${JSON.stringify({ bench: 'fuzz', ...figures, wrong: wrong.length })}\n`,
    );
    if (wrong.length > 0) throw new Error(`Not as it should be: ${wrong.slice(0, 5).join('\n')}`);
    if (report.neighboursStored < report.neighbours) throw new Error('A right answer was refused');
  } finally {
    await endings.run();
  }
}
