import type { CreatedShop } from '@nines/shared/wire/shop';
import type { Page } from 'playwright-core';
import { freePort } from '@nines/server/harness/ports';
import { createShop } from '@nines/server/harness/shops';
import { openShop, type ExampleShop } from './shop.ts';
import { fetchSigningKey } from './sign-order.ts';

/** The example shop with a new shop of Nines, which no other test uses. */
export type Trial = { shop: CreatedShop; example: ExampleShop };

export async function openTrial(server: { url: string }): Promise<Trial> {
  const port = await freePort();
  const origins = [`http://127.0.0.1:${port}`];
  const shop = await createShop(server, { name: 'Oever', origins, locale: 'nl' });
  const tagUrl = `${server.url}/w/${shop.publicKey}.js`;
  const signingKey = await fetchSigningKey(server.url, shop.secretKey);
  return { shop, example: await openShop({ tagUrl, signingKey, port }) };
}

/** Buys a mug as a shopper does, and returns the order's id from the thank-you page. */
export async function buy(page: Page, { example }: Trial): Promise<string> {
  await page.goto(example.url);
  await page.getByRole('button', { name: /kassa|checkout/ }).click();
  await page.getByRole('button', { name: /Bestellen|Place order/ }).click();
  await page.waitForURL('**/thanks/*');
  return page.locator('.order-number').innerText();
}
