import type { Readable } from 'node:stream';
import type { ImportQuery } from '@nines/shared/wire/import';
import { wrongField } from '../http/problem.ts';
import { readColumns, type Columns } from './columns.ts';
import type { ReadRow } from './import-rows.ts';
import { readCsv, type CsvRow } from './read-csv.ts';
import { readRow } from './read-row.ts';

/** A CSV's columns, and its rows as they come. Throws 422 for a head that cannot be made sense of. */
export async function csvRows(
  stream: Readable,
  query: ImportQuery,
  timezone: string,
): Promise<{ columns: Columns; rows: AsyncIterable<ReadRow> }> {
  const rows = readCsv(stream);
  const { value: head } = await rows.next();
  if (!head || 'fault' in head) throw wrongField('', 'is not a CSV with a head');
  const columns = readColumns(head.cells, query);
  return {
    columns,
    rows: rest(rows, (cells) => readRow(cells, columns, { timezone, dates: query.dates })),
  };
}

async function* rest(
  rows: AsyncIterable<CsvRow>,
  read: (cells: string[]) => unknown,
): AsyncGenerator<ReadRow> {
  for await (const row of rows) {
    yield {
      line: row.line,
      read: () => {
        if ('fault' in row) throw wrongField('', row.fault);
        return read(row.cells);
      },
    };
  }
}
