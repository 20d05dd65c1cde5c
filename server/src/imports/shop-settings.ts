import type { Sql } from '../database/sql.ts';
import { notFound } from '../http/problems.ts';
import { askForRecount } from '../rollups/pending.ts';
import type { ShopDirectory, ShopEntry } from '../shops/directory.ts';

/** A shop's settings while an import goes on, for minutes, and they may be changed. */
export type ShopSettings = {
  /** As they stand, or did seconds ago. Throws 404 when the shop is gone. */
  now(): Promise<ShopEntry>;
  /**
   * Is told when rows are stored that were made by these settings. Where the surveys' segments are
   * others by then, the counting anew that was asked with the change may be over already and have
   * missed them: then it is asked once more.
   */
  stored(by: ShopEntry): Promise<void>;
};

/** Follows a shop's settings; with `isDry` nothing is ever stored by them. */
export function followSettings(
  sql: Sql,
  directory: ShopDirectory,
  shopId: number,
  isDry = false,
): ShopSettings {
  async function now(): Promise<ShopEntry> {
    const entry = await directory.findById(shopId);
    if (!entry) throw notFound('shop');
    return entry;
  }
  return {
    now,
    async stored(by) {
      if (isDry) return;
      const today = await now();
      if (today !== by && segmentsOf(today) !== segmentsOf(by)) await askForRecount(sql, shopId);
    },
  };
}

function segmentsOf({ surveys }: ShopEntry): string {
  return JSON.stringify(surveys.map(({ id, segments }) => [id, segments]));
}
