/** No statement takes more rows: with 23 columns it stays far below PostgreSQL's 65,535 parameters. */
const longest = 256;

/**
 * Cuts rows into chunks whose sizes are powers of two, the largest first. Each size is a statement
 * that the server prepares; so there are nine and not as many as batches have sizes.
 */
export function chunksOf<Row>(rows: readonly Row[]): Row[][] {
  const chunks: Row[][] = [];
  let from = 0;
  while (from < rows.length) {
    const left = Math.min(longest, rows.length - from);
    const size = 2 ** Math.floor(Math.log2(left));
    chunks.push(rows.slice(from, from + size));
    from += size;
  }
  return chunks;
}
