/** Compares two texts by their bytes in UTF-8, as PostgreSQL's collation "C" does. */
export function compareBytes(one: string, other: string): number {
  return one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other));
}
