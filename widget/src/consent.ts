/** A call of Google's `gtag`, as the data layer holds it: `['consent', 'update', {…}]`. */
type GoogleCall = ArrayLike<unknown>;

/** The data that a consent platform passes on by IAB Europe's Transparency & Consent Framework (TCF). */
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
 * Whether Google Consent Mode allows storage for statistics: the last value of `analytics_storage`
 * counts. `false` where Consent Mode is not used.
 */
export function googleConsents(layer: readonly GoogleCall[] = []): boolean {
  return layer
    .filter((call) => call[0] === 'consent')
    .map((call) => (call[2] as Record<string, string>).analytics_storage)
    .some((state, index, states) => state === 'granted' && !states.slice(index + 1).some(Boolean));
}

/**
 * Subscribes to the TCF and returns whether the page has it. `onChange` gets `true` when the shopper
 * allows storage on the device (purpose 1) and statistics (purpose 9), or when the GDPR does not apply.
 */
export function listenToTcf(onChange: (consent: boolean) => void): boolean {
  const { __tcfapi: api } = window as { __tcfapi?: TcfApi };
  api?.('addEventListener', 2, ({ gdprApplies, eventStatus, purpose }, success) => {
    if (!success || eventStatus === 'cmpuishown') return;
    onChange(gdprApplies === false || !!(purpose?.consents[1] && purpose.consents[9]));
  });
  return !!api;
}
