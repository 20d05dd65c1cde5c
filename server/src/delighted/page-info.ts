/** Where a page of people ended. */
export type PageEnd = { at: string; id: number };

/** The end of a page as part of an address; without the comma that a client splits the header at. */
export function writePageInfo({ at, id }: PageEnd): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

/** `null` for what is not of `writePageInfo`. */
export function readPageInfo(text: string): PageEnd | null {
  const [, at, id] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (\d{1,15})$/.exec(
      Buffer.from(text, 'base64url').toString(),
    ) ?? [];
  return at && id && !Number.isNaN(Date.parse(at)) ? { at, id: Number(id) } : null;
}
