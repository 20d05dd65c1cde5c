import { adminToken } from './nines-process.ts';

/** The keys of a shop made as its owner's host would. */
export type ShopKeys = { publicKey: string; secretKey: string; surveyId: string };

export async function createShop(url: string): Promise<ShopKeys> {
  const reply = await fetch(`${url}/v1/shops`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Test shop', origins: [] }),
  });
  if (reply.status !== 201) throw new Error(`no shop: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as ShopKeys;
}
