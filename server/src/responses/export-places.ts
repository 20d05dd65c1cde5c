import { HttpProblem } from '../http/problems.ts';

/** How many exports one shop may have under way, and how many all: the rest is left for imports. */
const most = { ofShop: 2, ofAll: 3 };
/** In seconds. */
const retryAfter = 10;

/** The places for exports, each of which holds a connection for as long as its reader takes. */
export type ExportPlaces = {
  /**
   * Takes a place; gives what gives it back. Throws 429 when the shop has its share already, and 503
   * when all are taken.
   */
  take(shopId: number): () => void;
};

export function createExportPlaces(): ExportPlaces {
  const taken = new Map<number, number>();
  let all = 0;

  return {
    take(shopId) {
      const own = taken.get(shopId) ?? 0;
      if (own >= most.ofShop) {
        throw new HttpProblem(
          429,
          `${most.ofShop} exports of this shop are under way; try again when one has ended`,
          { retryAfter },
        );
      }
      if (all >= most.ofAll) {
        throw new HttpProblem(503, 'Too many exports at once; try again soon', { retryAfter });
      }
      taken.set(shopId, own + 1);
      all += 1;
      return () => {
        const left = (taken.get(shopId) ?? 1) - 1;
        if (left > 0) taken.set(shopId, left);
        else taken.delete(shopId);
        all -= 1;
      };
    },
  };
}
