import type { CreatedShop, NewShop } from '@nines/shared/wire/shop';

/** The `ADMIN_TOKEN` of every server that the harness starts. */
export const adminToken = 'qK7vE2xWm9RbT4yLc8NfH3sJp6ZdG5uA';
export const shopOrigin = 'https://shop.example';

/** Creates a shop as the server's operator would. Throws an error with the reply unless it is a 201. */
export async function createShop(
  { url }: { url: string },
  settings: Partial<NewShop> = {},
): Promise<CreatedShop> {
  const reply = await fetch(`${url}/v1/shops`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Test shop',
      origins: [shopOrigin],
      timezone: 'Europe/Amsterdam',
      currency: 'EUR',
      locale: 'nl',
      ...settings,
    }),
  });
  if (reply.status !== 201) throw new Error(`no shop: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as CreatedShop;
}

/**
 * The body of a private route such as `/v1/responses`, requested with the shop's secret key. Throws unless the
 * reply is a 2xx.
 */
export async function askAsShop<Answer>(url: string, secretKey: string): Promise<Answer> {
  const reply = await fetch(url, { headers: { authorization: `Bearer ${secretKey}` } });
  if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Answer;
}
