import { setImmediate as turn } from 'node:timers/promises';
import type { ImportReport } from '@nines/shared/wire/import';
import { isUnavailable } from '../database/errors.ts';
import { HttpProblem, type Fault } from '../http/problems.ts';
import { batchRows, type BulkStore } from './bulk-store.ts';
import { checkRow, type Checks } from './check-row.ts';
import type { ShopSettings } from './shop-settings.ts';

/** A row as it was read: the line that it begins on, and what it says or why it cannot be read. */
export type ReadRow = { line: number; read(): unknown };

type Report = Omit<ImportReport, 'dryRun'>;

const faultsTold = 100;
/** So many rows are read in a row, about a millisecond's work: then live answers have their turn. */
const rowsInATurn = 50;

/**
 * Checks and stores rows as they come, and tells what became of them. A bad row is reported by its
 * line and the others go in. While one batch is being written the next is read, and no more: so that
 * the sender goes as fast as the database. Throws a 503 that tells how far it came when the database
 * goes away.
 */
export async function importRows(
  rows: AsyncIterable<ReadRow>,
  store: BulkStore,
  { settings, ...checks }: Omit<Checks, 'entry'> & { settings: ShopSettings },
): Promise<Report> {
  const report: Report = { stored: 0, known: 0, rejected: 0, errors: [] };
  let current = { ...checks, entry: await settings.now() };
  let batch: Promise<void>[] = [];
  let underWay: Promise<unknown> = Promise.resolve();
  const settle = () => {
    const { entry } = current;
    underWay = Promise.all(batch).finally(() => settings.stored(entry));
    underWay.catch(() => {});
    batch = [];
  };
  try {
    for await (const { line, read } of rows) {
      if (batch.length === 0) current = { ...checks, entry: await settings.now() };
      const row = importRow(line, read, report, store, current);
      // Awaited below, which may be long after it failed; until then a failure is not unheard.
      row.catch(() => {});
      batch.push(row);
      if (batch.length % rowsInATurn === 0) await turn();
      if (batch.length < batchRows) continue;
      await underWay;
      settle();
    }
    await underWay;
    settle();
    await underWay;
  } catch (error) {
    throw isUnavailable(error) ? brokenOff(report) : error;
  }
  report.errors.sort((one, other) => one.line - other.line);
  return report;
}

function brokenOff({ stored, known, rejected }: Report): HttpProblem {
  return new HttpProblem(
    503,
    `The database went away when ${stored} rows were stored, ${known} known already and ${rejected} rejected; send the same file again, whole: what was stored is known by then`,
    { retryAfter: 5 },
  );
}

async function importRow(
  line: number,
  read: () => unknown,
  report: Report,
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
