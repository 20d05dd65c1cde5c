import { HttpProblem } from './problems.ts';

const retryAfterSeconds = 10;

/** Counts the requests of a kind that run, such as exports. */
export type ShopSlots = {
  /**
   * Returns the function that frees the slot. Throws 429 at the limit of the shop and 503 at the limit of all.
   */
  take(shop: number): () => void;
};

/** `what` is the plural that the client reads; `limits`: how many may run at once, of one shop and in all. */
export function createShopSlots(
  what: string,
  { ofShop, ofAll = Infinity }: { ofShop: number; ofAll?: number },
): ShopSlots {
  const running = new Map<number, number>();
  let all = 0;
  return {
    take(shop) {
      const own = running.get(shop) ?? 0;
      const retry = { retryAfter: retryAfterSeconds };
      if (own >= ofShop) {
        const detail = `${ofShop} ${what} of this shop are running; try again when one has ended`;
        throw new HttpProblem(429, detail, retry);
      }
      if (all >= ofAll) {
        throw new HttpProblem(503, `Too many ${what} at once; try again soon`, retry);
      }
      running.set(shop, own + 1);
      all += 1;
      return () => {
        const left = (running.get(shop) ?? 1) - 1;
        if (left > 0) running.set(shop, left);
        else running.delete(shop);
        all -= 1;
      };
    },
  };
}
