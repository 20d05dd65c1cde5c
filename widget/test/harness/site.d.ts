/** What a page of the site is made of. */
export type SitePage = {
  lang?: string;
  /** Before the tag. */
  head?: string;
  body?: string;
  /** After the body: the tag, among others. */
  tag?: string;
  headers?: Record<string, string>;
  /** Of the tag. */
  nonce?: string;
};
/** A site on a port of its own: another origin than the server's, as a shop is. */
export type Site = {
  /** Its origin. */
  url: string;
  /** Adds a page and gives its path. */
  add(page: SitePage): string;
  close(): Promise<void>;
};
export declare function openSite(): Promise<Site>;
