import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkoutPage } from './checkout-page.ts';
import { missingPage } from './missing-page.ts';
import { placeOrder, readBasket, type Order } from './order.ts';
import { productPage } from './product-page.ts';
import { signOrder, type SigningKey } from './sign-order.ts';
import { shopLanguages, type Language } from './texts.ts';
import { thanksPage } from './thanks-page.ts';

/** The running example shop. */
export type ExampleShop = {
  /** Its origin, without a slash at the end. */
  url: string;
  close: () => Promise<void>;
};

export type ExampleShopOptions = {
  /** The address of the tag, as in the snippet of a new shop: `https://nines.example/w/KEY.js`. */
  tagUrl: string;
  signingKey: SigningKey;
  /** Default: 127.0.0.1 */
  host?: string;
  /** Default: a free port. */
  port?: number;
};

/**
 * Starts a plain HTML webshop: a product, a checkout, and a thank-you page with the tag of Nines. It
 * signs its orders and keeps them in memory. Rejects when the port is in use.
 */
export async function openShop(options: ExampleShopOptions): Promise<ExampleShop> {
  const { tagUrl, host = '127.0.0.1', port = 0 } = options;
  const state: State = { ...options, orders: new Map() };
  const server = createServer(async (request, response) => {
    const reply = await answer(request, state).catch(badRequest);
    const { status = 200, type = 'text/html', location, body } = reply;
    response.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': contentSecurityPolicy(new URL(tagUrl).origin),
      ...(location === undefined ? {} : { location }),
    });
    response.end(body);
  });
  await listen(server, port, host);
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

type State = Pick<ExampleShopOptions, 'tagUrl' | 'signingKey'> & {
  /** By id. */
  orders: Map<string, Order>;
};

type Reply = { status?: number; type?: string; location?: string; body?: string | Buffer };

function badRequest(): Reply {
  return { status: 400, type: 'text/plain', body: 'Bad request' };
}

async function answer(request: IncomingMessage, state: State): Promise<Reply> {
  const { orders, tagUrl, signingKey } = state;
  const url = new URL(request.url ?? '/', 'http://shop');
  const file = files[url.pathname];
  if (file) return { type: file.type, body: await readFile(new URL(file.name, import.meta.url)) };
  const [, first = '', ...rest] = url.pathname.split('/');
  const language = shopLanguages.find((candidate) => candidate === first);
  if (language === undefined) {
    const preferred = preferredLanguage(request.headers['accept-language']);
    return first === ''
      ? { status: 302, location: `/${preferred}/` }
      : { status: 404, body: missingPage(preferred) };
  }
  const page = rest.join('/');
  if (page === '') return { body: productPage(language) };
  if (page === 'checkout' && request.method === 'POST') return buy(request, orders, language);
  if (page === 'checkout') return { body: checkoutPage(language, readBasket(url.searchParams)) };
  const order = orders.get(page.replace(/^thanks\//, ''));
  if (order) {
    const token = await signOrder(order, signingKey);
    return { body: thanksPage(order, { tagUrl, token }) };
  }
  return { status: 404, body: missingPage(language) };
}

async function buy(
  request: IncomingMessage,
  orders: Map<string, Order>,
  language: Language,
): Promise<Reply> {
  let form = '';
  for await (const chunk of request.setEncoding('utf8')) {
    form += String(chunk);
    if (form.length > 10_000) throw new RangeError('The form is too long');
  }
  const order = placeOrder(new URLSearchParams(form), language);
  if (order === undefined) return { status: 303, location: `/${language}/checkout` };
  orders.set(order.id, order);
  return { status: 303, location: `/${language}/thanks/${order.id}` };
}

/** A strict policy. Nines needs its origin in `script-src` for the tag, and in `connect-src` for the answers. */
function contentSecurityPolicy(nines: string): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `script-src ${nines}`,
    `connect-src ${nines}`,
  ].join('; ');
}

const files: Record<string, { name: string; type: string } | undefined> = {
  '/styles.css': { name: 'styles.css', type: 'text/css' },
  '/favicon.svg': { name: 'favicon.svg', type: 'image/svg+xml' },
};

function preferredLanguage(header = ''): Language {
  const tags = header.split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  const languages = tags.map((tag) => shopLanguages.find((language) => language === tag));
  return languages.find((language) => language !== undefined) ?? 'en';
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  // `once` rejects on 'error' too, such as a port in use.
  await once(server, 'listening');
}
