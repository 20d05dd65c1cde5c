/** How many requests one process sends to one host at once, of all shops together. */
const perHost = 8;

/** Counts the requests that are being sent to each host. */
export type HostSlots = {
  /** Takes a slot of the host and returns the function that frees it; `undefined` when all are taken. */
  take(url: string): (() => void) | undefined;
};

/**
 * Slots for the hosts that webhooks go to. Many shops may name one host, which never asked for it; so there is
 * a limit beside that of each shop. Ports do not matter: they are of the same machine.
 */
export function createHostSlots(): HostSlots {
  const taken = new Map<string, number>();
  return {
    take(url) {
      const host = new URL(url).hostname;
      const count = taken.get(host) ?? 0;
      if (count >= perHost) return undefined;
      taken.set(host, count + 1);
      return () => {
        const left = taken.get(host)! - 1;
        if (left > 0) taken.set(host, left);
        else taken.delete(host);
      };
    },
  };
}
