import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImportReport } from '@nines/shared/wire/import';
import type { Sql } from '../database/sql.ts';
import { isUnavailable } from '../database/errors.ts';
import { HttpProblem, notFound, type Fault } from '../http/problems.ts';
import { askForRecount } from '../rollups/pending.ts';
import type { ShopDirectory, ShopEntry } from '../shops/directory.ts';
import { checkRow, type Checks } from './check-row.ts';
import { batchRows, type BulkStore } from './store.ts';

/** A line of an import. `read` gives its content, or throws a 422 that says why it cannot be read. */
export type ImportLine = { line: number; read(): unknown };

/** The settings of a shop during an import. They may change, since an import takes minutes. */
export type ShopSettings = {
  /** The settings, a few seconds old at most. Throws 404 when the shop is removed. */
  current(): Promise<ShopEntry>;
  /**
   * Call it when rows are stored that were checked against `used`. If the segments of a survey have
   * changed since, it asks for a recount: the one that the change itself caused may have ended before
   * these rows were stored.
   */
  afterStoring(used: ShopEntry): Promise<void>;
};

type Report = Omit<ImportReport, 'dryRun'>;

const maxErrors = 100;
/** Rows handled at a stretch, about a millisecond's work. Then live answers are handled. */
const rowsPerTurn = 50;

/** Follows the settings of a shop. In a dry run nothing is stored, so no recount is needed. */
export function followSettings(
  sql: Sql,
  directory: ShopDirectory,
  shopId: number,
  isDry = false,
): ShopSettings {
  async function current(): Promise<ShopEntry> {
    const entry = await directory.findById(shopId);
    if (!entry) throw notFound('shop');
    return entry;
  }
  return {
    current,
    async afterStoring(used) {
      if (isDry) return;
      const now = await current();
      if (now !== used && segmentsOf(now) !== segmentsOf(used)) await askForRecount(sql, shopId);
    },
  };
}

function segmentsOf({ surveys }: ShopEntry): string {
  return JSON.stringify(surveys.map(({ id, segments }) => [id, segments]));
}

/**
 * Checks and stores rows as they arrive, and reports on them. A bad row is reported with its line; the
 * others are stored. While one batch is written, the next one is read, and no more: so the sender is
 * held to the speed of the database. Throws a 503 that reports the rows so far when the database is
 * unavailable.
 */
export async function importRows(
  rows: AsyncIterable<ImportLine>,
  store: BulkStore,
  { settings, ...checks }: Omit<Checks, 'entry'> & { settings: ShopSettings },
): Promise<Report> {
  const report: Report = { stored: 0, known: 0, rejected: 0, errors: [] };
  let current = { ...checks, entry: await settings.current() };
  let batch: Promise<void>[] = [];
  let previousBatch: Promise<unknown> = Promise.resolve();
  const finishBatch = () => {
    const { entry } = current;
    previousBatch = Promise.all(batch).finally(() => settings.afterStoring(entry));
    ignoreUntilAwaited(previousBatch);
    batch = [];
  };
  try {
    for await (const { line, read } of rows) {
      if (batch.length === 0) current = { ...checks, entry: await settings.current() };
      const row = importRow(line, read, report, store, current);
      ignoreUntilAwaited(row);
      batch.push(row);
      if (batch.length % rowsPerTurn === 0) await nextTurn();
      if (batch.length < batchRows) continue;
      await previousBatch;
      finishBatch();
    }
    await previousBatch;
    finishBatch();
    await previousBatch;
  } catch (error) {
    throw isUnavailable(error) ? interrupted(report) : error;
  }
  report.errors.sort((one, other) => one.line - other.line);
  return report;
}

/** The promise is awaited later. Node would end the process if it failed before that. */
function ignoreUntilAwaited(promise: Promise<unknown>): void {
  promise.catch(() => {});
}

function interrupted({ stored, known, rejected }: Report): HttpProblem {
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
    const row = await checkRow(read(), checks);
    report[(await store(row)) ? 'stored' : 'known'] += 1;
  } catch (error) {
    if (!(error instanceof HttpProblem) || error.statusCode >= 500) throw error;
    report.rejected += 1;
    const faults: readonly Fault[] = error.faults ?? [{ path: '', message: error.message }];
    for (const fault of faults) {
      if (report.errors.length < maxErrors) report.errors.push({ line, ...fault });
    }
  }
}
