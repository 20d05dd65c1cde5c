import type { ImportReport } from '@nines/shared/wire/import';
import { HttpProblem, type Fault } from '../http/problem.ts';
import { batchRows, type BulkStore } from './bulk-store.ts';
import { checkRow, type Checks } from './check-row.ts';

/** A row as it was read: the line that it begins on, and what it says or why it cannot be read. */
export type ReadRow = { line: number; read(): unknown };

const faultsTold = 100;

/**
 * Checks and stores rows as they come, and tells what became of them. A bad row is reported by its
 * line and the others go in. While one batch is being written the next is read, and no more: so that
 * the sender goes as fast as the database.
 */
export async function importRows(
  rows: AsyncIterable<ReadRow>,
  store: BulkStore,
  checks: Checks,
): Promise<Omit<ImportReport, 'dryRun'>> {
  const report = { stored: 0, known: 0, rejected: 0, errors: [] as ImportReport['errors'] };
  let batch: Promise<void>[] = [];
  let underWay = Promise.resolve<unknown>(undefined);
  for await (const { line, read } of rows) {
    const row = importRow(line, read, report, store, checks);
    // Awaited below, which may be long after it failed; until then a failure is not unheard.
    row.catch(() => {});
    batch.push(row);
    if (batch.length < batchRows) continue;
    await underWay;
    underWay = Promise.all(batch);
    underWay.catch(() => {});
    batch = [];
  }
  await Promise.all([underWay, ...batch]);
  report.errors.sort((one, other) => one.line - other.line);
  return report;
}

async function importRow(
  line: number,
  read: () => unknown,
  report: Omit<ImportReport, 'dryRun'>,
  store: BulkStore,
  checks: Checks,
): Promise<void> {
  try {
    report[(await store(checkRow(read(), checks))) ? 'stored' : 'known'] += 1;
  } catch (error) {
    if (!(error instanceof HttpProblem) || error.statusCode >= 500) throw error;
    report.rejected += 1;
    const faults: readonly Fault[] = error.faults ?? [{ path: '', message: error.message }];
    for (const fault of faults) {
      if (report.errors.length < faultsTold) report.errors.push({ line, ...fault });
    }
  }
}
