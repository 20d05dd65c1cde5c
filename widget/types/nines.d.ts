/**
 * An order: its id, or a token, or both. `token` is a JWT that the shop's own server has signed. What it
 * claims wins over the other fields, so it is enough by itself.
 */
export type NinesOrder = { value?: number; currency?: string } & (
  | { id: string; token?: string }
  | { id?: string; token: string }
);

/** The shopper, as far as the shop knows. Nines stores a keyed hash, never the id or the e-mail address. */
export type NinesCustomer = { id?: string; email?: string };

/** The result of each display rule: `true` passes, `false` fails, `null` may still pass on this page. */
export type NinesVerdicts = Record<string, boolean | null>;

/** The argument of each event's handler, and the `detail` of the `nines:…` CustomEvents on `window`. */
export type NinesEvents = {
  shown: { id: string };
  scored: { id: string; score: number };
  completed: { id: string; score: number };
  closed: { id: string; score?: number };
  skipped: { rule: string };
};

/** The options of the npm module: its server and key, and what the script tag's attributes can say. */
export type NinesOptions = {
  /** The address of the Nines server, such as "https://nines.example". */
  endpoint: string;
  /** The shop's public key. */
  key: string;
  moment?: string;
  locale?: string;
  /** A CSS selector: the prompt is rendered inside that element, instead of above the page. */
  target?: string;
  /** Wait for `nines('show')`. */
  manual?: boolean;
  /** Print the verdict of every display rule in the console. */
  debug?: boolean;
  /** Mark the answers as tests, which never count, and ask whatever this browser remembers. */
  test?: boolean;
};

/** The only global that Nines adds to a page. Calls before the loader has arrived are queued. */
export type Nines = {
  /**
   * Opens the prompt now and ignores the display rules, except those of consent and Global Privacy Control: where they
   * forbid it, it only emits `skipped`.
   */
  (command: 'show'): void;
  /** Closes the prompt. */
  (command: 'hide'): void;
  (command: 'identify', customer: NinesCustomer): void;
  (command: 'order', order: NinesOrder): void;
  /** Adds properties to the answer, such as `{ plan: 'pro' }`. */
  (command: 'set', properties: Record<string, string | number | boolean>): void;
  /** Sets the touchpoint that is rated. Default: `checkout`. */
  (command: 'moment', name: string): void;
  <Name extends keyof NinesEvents>(
    command: 'on',
    event: Name,
    handler: (detail: NinesEvents[Name]) => void,
  ): void;
  /** The verdict of every display rule; `undefined` until the loader has arrived. */
  (command: 'why'): NinesVerdicts | undefined;
  /**
   * Whether the shopper consents, for a survey that waits for consent. `false` closes the prompt and deletes all that
   * Nines has stored in this browser. What was not sent yet is lost; what was sent stays with the shop.
   */
  (command: 'consent', given: boolean): void;
  /** Deletes all that Nines has stored in this browser, including answers that are not yet sent. */
  (command: 'forget'): void;
  /** Loads the shop's loader. For the npm module only; the script tag does not need it. */
  (command: 'init', options: NinesOptions): void;
};

/**
 * Passes each call to `window.nines`. The first `init` loads the shop's current settings from its Nines
 * server. Does nothing where there is no window.
 */
export declare const nines: Nines;

declare global {
  interface Window {
    nines?: Nines;
  }
}
