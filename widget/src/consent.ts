/** A call of Google's `gtag` as it lies in the data layer: `['consent', 'update', {…}]`. */
type GoogleCall = ArrayLike<unknown>;

/** What a consent platform tells through IAB Europe's Transparency & Consent Framework. */
type TcData = {
  gdprApplies?: boolean;
  eventStatus?: string;
  purpose?: { consents: Record<number, boolean> };
};
type TcfApi = (
  command: string,
  version: number,
  callback: (data: TcData, success: boolean) => void,
) => void;

/**
 * Whether Google Consent Mode, where it is present, lets statistics be stored: what was said last
 * counts (`analytics_storage`).
 */
export function googleConsents(layer: readonly GoogleCall[] = []): boolean {
  return layer
    .filter((call) => call[0] === 'consent')
    .map((call) => (call[2] as Record<string, string>).analytics_storage)
    .some((state, index, states) => state === 'granted' && !states.slice(index + 1).some(Boolean));
}

/**
 * Listens to the TCF, where it is present, and tells `hear` whether the shopper lets us store on the
 * device (purpose 1) and learn from statistics (purpose 9), or lives where the law does not ask it.
 */
export function listenToTcf(hear: (consent: boolean) => void): boolean {
  const { __tcfapi: api } = window as { __tcfapi?: TcfApi };
  api?.('addEventListener', 2, ({ gdprApplies, eventStatus, purpose }, success) => {
    if (!success || eventStatus === 'cmpuishown') return;
    hear(gdprApplies === false || !!(purpose?.consents[1] && purpose.consents[9]));
  });
  return !!api;
}
