import type { Aggregate } from '@nines/shared/wire/aggregate';
import type { CreatedShop, NewShop } from '@nines/shared/wire/shop';
import type { NinesServer } from './server.ts';

/** Creates a shop as an operator would, with the admin token. Throws with what the server replied. */
export async function createShop(
  server: Pick<NinesServer, 'url' | 'adminToken'>,
  settings: Partial<NewShop> = {},
): Promise<CreatedShop> {
  const shop = { name: 'Oever', origins: [], timezone: 'Europe/Amsterdam', ...settings };
  const reply = await fetch(`${server.url}/v1/shops`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(shop),
  });
  return read<CreatedShop>(reply);
}

/** Asks one of the private routes, such as `/v1/responses`, as the shop's own developer. */
export async function askAsShop<Answer>(url: string, secretKey: string): Promise<Answer> {
  return read<Answer>(await fetch(url, { headers: { authorization: `Bearer ${secretKey}` } }));
}

/** The figures of the shop's own survey over the last 30 days. */
export async function readAggregate(
  server: Pick<NinesServer, 'url'>,
  shop: Pick<CreatedShop, 'surveyId' | 'secretKey'>,
): Promise<Aggregate> {
  return askAsShop(`${server.url}/v1/surveys/${shop.surveyId}/aggregate`, shop.secretKey);
}

async function read<Answer>(reply: Response): Promise<Answer> {
  if (!reply.ok) throw new Error(`${reply.url}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Answer;
}
