import type { Aggregate } from '@nines/shared/wire/aggregate';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { uuidv7 } from './uuid.ts';

/** Where a server listens, such as `http://127.0.0.1:20417`. */
type Address = { url: string };

export type Reply = { status: number; body: Json; headers: Headers };

// Tests assert what they read from a reply, so a wrong field name fails there.
// eslint-disable-next-line typescript/no-explicit-any
type Json = any;

/** Sends an answer as a shop's page would. */
export function postAnswer(
  server: Address,
  shop: CreatedShop,
  answer: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const body = JSON.stringify({ id: uuidv7(), key: shop.publicKey, score: 9, ...answer });
  return post(server, '/v1/responses', body, headers);
}

export async function post(
  server: Address,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return read(
    await fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', ...headers },
      body,
    }),
  );
}

/** Sends a request to a private route with the shop's secret key. */
export async function ask(
  server: Address,
  { secretKey }: Pick<CreatedShop, 'secretKey'>,
  path: string,
  init: RequestInit = {},
): Promise<Reply> {
  const headers = { authorization: `Bearer ${secretKey}`, ...init.headers };
  return read(await fetch(server.url + path, { ...init, headers }));
}

/** The aggregate of the shop's first survey. Throws unless it is a 200. */
export async function aggregateOf(
  server: Address,
  shop: Pick<CreatedShop, 'surveyId' | 'secretKey'>,
  query = '',
): Promise<Aggregate> {
  const reply = await ask(server, shop, `/v1/surveys/${shop.surveyId}/aggregate?${query}`);
  if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body as Aggregate;
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    body: isJson ? JSON.parse(text) : text,
    headers: response.headers,
  };
}
