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
 * Whether Google Consent Mode allows storage for statistics: the last value of `analytics_storage` counts.
 * `undefined` where Consent Mode is not used, or only the default is known, which many pages deny until they have
 * asked.
 */
export function googleConsents(layer: readonly (GoogleCall | null)[] = []): boolean | undefined {
  const stateOf = (call: GoogleCall | null) =>
    call?.[0] === 'consent' ? (call[2] as Record<string, string>).analytics_storage : undefined;
  const last = layer.findLast(stateOf);
  return stateOf(last ?? null) === 'granted' || (last?.[1] === 'update' ? false : undefined);
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
