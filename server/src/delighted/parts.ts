import type { Sql } from '../database/sql.ts';
import type { Writer } from '../ingest/writer.ts';
import type { ShopEntry } from '../shops/directory.ts';

/** What the routes of this API are made of. */
export type DelightedParts = {
  sql: Sql;
  writer: Writer;
  /** For `withLock`: changes of one response are made one after the other. */
  turns: Sql;
  /** The shop with its surveys. */
  entryOf(shopId: number): Promise<ShopEntry | undefined>;
  /** Without a slash at its end. */
  publicUrl: string;
};
