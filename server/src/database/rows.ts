import { type Sql, allSent } from './sql.ts';

/** The PostgreSQL types that rows are written with. */
export type ValueType =
  | 'bigint'
  | 'boolean'
  | 'date'
  | 'integer'
  | 'jsonb'
  | 'numeric'
  | 'smallint'
  | 'text'
  | 'text[]'
  | 'timestamptz'
  | 'uuid';

/** A column of a multi-row statement: its type, and the value that a row has in it. */
export type ValueColumn<Row> = { type: ValueType; valueOf(row: Row): unknown };

/**
 * Rows of one statement. With 30 columns, 256 rows stay far below PostgreSQL's 65,535 parameters.
 * Must be a power of two.
 */
const largestChunk = 256;

/**
 * Cuts rows into chunks whose sizes are powers of two, the largest first. Each size is one prepared
 * statement, so a connection prepares nine statements and not one for each size of a batch.
 */
export function chunksOf<Row>(rows: readonly Row[]): (readonly Row[])[] {
  const chunks: (readonly Row[])[] = [];
  for (let from = 0; from < rows.length;) {
    const left = Math.min(largestChunk, rows.length - from);
    const size = 2 ** Math.floor(Math.log2(left));
    chunks.push(size === rows.length ? rows : rows.slice(from, from + size));
    from += size;
  }
  return chunks;
}

/**
 * A statement over many rows, written as multi-row VALUES: Citus sends such rows straight to their shards.
 * `text` makes the statement from the list of rows, `($2::bigint, $3::text), (…)`. It is called once for each
 * size, and its result is kept. `fixed` is the number of parameters before the rows. `prepare` is false when
 * the plan depends on the size of a table: a plan made while the table was small would read all of it when it
 * is large.
 *
 * Returns the function that runs it. That sends all chunks at once, in their order, and resolves to the rows
 * that they return. Without rows it does nothing.
 */
export function rowsStatement<Row, Result extends object = never>({
  columns,
  text,
  fixed = 0,
  prepare = true,
}: {
  columns: readonly ValueColumn<Row>[];
  text(rows: string): string;
  fixed?: number;
  prepare?: boolean;
}): (sql: Sql, rows: readonly Row[], fixedValues?: readonly unknown[]) => Promise<Result[]> {
  const texts = new Map<number, string>();

  function textFor(size: number): string {
    const cached = texts.get(size);
    if (cached !== undefined) return cached;
    let next = fixed;
    const one = () => `(${columns.map(({ type }) => placeholder((next += 1), type)).join(', ')})`;
    const made = text(Array.from({ length: size }, one).join(', '));
    texts.set(size, made);
    return made;
  }

  function send(sql: Sql, rows: readonly Row[], fixedValues: readonly unknown[]) {
    const values = [...fixedValues];
    for (const row of rows) {
      for (const { type, valueOf } of columns) values.push(parameterOf(valueOf(row), type));
    }
    return sql.unsafe<Result[]>(textFor(rows.length), values as never[], { prepare }).execute();
  }

  // Not an async function: the statements must be sent before it returns.
  return (sql, rows, fixedValues = []) => {
    const sent = chunksOf(rows).map((chunk) => send(sql, chunk, fixedValues));
    return sent.length === 1 ? sent[0]! : allSent(sent).then((results) => results.flat());
  };
}

/**
 * The casts make the driver send text. Its own conversions would encode JSON twice, turn a time into a `Date`,
 * and prepare one statement for each combination of true and null.
 */
function placeholder(position: number, type: ValueType): string {
  const viaText = type === 'jsonb' || type === 'timestamptz' || type === 'boolean';
  return viaText ? `$${position}::text::${type}` : `$${position}::${type}`;
}

function parameterOf(value: unknown, type: ValueType): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'jsonb') return JSON.stringify(value);
  return type === 'boolean' ? String(value) : value;
}
