/** What identifies an order; `token` is the HMAC-SHA256 of the id, made on the shop's own server. */
export type NinesOrder = { id: string; value?: number; currency?: string; token?: string };

/** Who the shopper is, as far as the shop says. The e-mail address is only ever used to answer. */
export type NinesCustomer = { id?: string; email?: string };

/** What a display rule found: `true` lets the prompt show, `false` does not, `null` may do so yet. */
export type NinesVerdicts = Record<string, boolean | null>;

/** What each event tells its handler; also the `detail` of the `nines:…` CustomEvents on `window`. */
export type NinesEvents = {
  shown: { id: string };
  scored: { id: string; score: number };
  completed: { id: string; score: number };
  closed: { id: string; score?: number };
  skipped: { rule: string };
};

/** What the npm module needs besides the script tag's attributes. */
export type NinesOptions = {
  /** Where Nines runs, such as "https://nines.example". */
  endpoint: string;
  /** The shop's public key. */
  key: string;
  moment?: string;
  locale?: string;
  /** A CSS selector: render inside that element instead of floating above the page. */
  target?: string;
  /** Wait for `nines('show')`. */
  manual?: boolean;
  /** Print every display rule's verdict in the console. */
  debug?: boolean;
};

/** The one function that Nines adds to a page. Calls made before the loader arrives are kept. */
export type Nines = {
  /** Asks now, whatever the display rules say. */
  (command: 'show'): void;
  /** Takes the prompt away. */
  (command: 'hide'): void;
  (command: 'identify', customer: NinesCustomer): void;
  (command: 'order', order: NinesOrder): void;
  /** Adds properties to the answer, such as `{ plan: 'pro' }`. */
  (command: 'set', properties: Record<string, string | number | boolean>): void;
  /** Names the touchpoint being rated; `checkout` unless told. */
  (command: 'moment', name: string): void;
  <Name extends keyof NinesEvents>(
    command: 'on',
    event: Name,
    handler: (detail: NinesEvents[Name]) => void,
  ): void;
  /** Every display rule and its verdict; `undefined` until the loader has arrived. */
  (command: 'why'): NinesVerdicts | undefined;
  /** Whether this browser may be asked and remembered, for a survey that waits for consent. */
  (command: 'consent', given: boolean): void;
  /** Forgets what this browser remembers, and every answer still waiting to be sent. */
  (command: 'forget'): void;
  /** For the npm module only: fetches the shop's loader. The script tag needs no such call. */
  (command: 'init', options: NinesOptions): void;
};

/**
 * `window.nines`, callable at once: loads the shop's live settings from its Nines server when it is
 * first given `init`. Does nothing where there is no window.
 */
export declare const nines: Nines;

declare global {
  interface Window {
    nines?: Nines;
  }
}
