import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The parts of a page of the site. */
export type SitePage = {
  lang?: string;
  /** HTML at the end of the head. */
  head?: string;
  body?: string;
  /** HTML at the end of the body: the tag, and other scripts. */
  tag?: string;
  headers?: Record<string, string>;
  /** The nonce of the tag. */
  nonce?: string;
};

/** A site on its own port, so that its origin differs from the server's, as a shop's does. */
export type Site = {
  /** Its origin, without a slash at the end. */
  url: string;
  /** Adds a page and returns its path. */
  add(page: SitePage): string;
  close(): Promise<void>;
};

export async function openSite(): Promise<Site> {
  const pages = new Map<string, SitePage>();
  const server = createServer((request, response) => {
    const page = pages.get(new URL(request.url ?? '/', 'http://site').pathname);
    if (!page) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers });
    return response.end(render(page));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add(page) {
      const path = `/page-${pages.size + 1}`;
      pages.set(path, page);
      return path;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function render({
  lang = 'en',
  head = '',
  body = '<h1>Order placed</h1>',
  tag = '',
}: SitePage): string {
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>Thank you</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,">${head}</head>
<body>${body}${tag}</body></html>`;
}
