import { createHash, randomBytes } from 'node:crypto';
import type { Language } from './texts.ts';

export const glazes = ['river', 'sand', 'moss'] as const;
export type Glaze = (typeof glazes)[number];

/** What is about to be bought: 1 to 6 mugs of one glaze. */
export type Basket = { glaze: Glaze; quantity: number };

/** What has been bought, by whom. Amounts are in euros. */
export type Order = Basket & {
  id: string;
  language: Language;
  name: string;
  customerId: string;
  total: number;
};

export const mugPrice = 34;

/** Sent free of charge from 50 euros. */
export function shippingOf({ quantity }: Basket): number {
  return quantity * mugPrice >= 50 ? 0 : 4.95;
}

export function totalOf(basket: Basket): number {
  return basket.quantity * mugPrice + shippingOf(basket);
}

/** Reads a basket from a query or a form; what is missing or odd becomes one mug in the first glaze. */
export function readBasket(fields: URLSearchParams): Basket {
  const glaze = glazes.find((known) => known === fields.get('glaze')) ?? glazes[0];
  const quantity = Number(fields.get('quantity') ?? 1);
  return { glaze, quantity: Number.isInteger(quantity) ? Math.min(6, Math.max(1, quantity)) : 1 };
}

/** Makes an order of a filled-in checkout; `undefined` without a name or an e-mail address. */
export function placeOrder(fields: URLSearchParams, language: Language): Order | undefined {
  const name = fields.get('name')?.trim();
  const email = fields.get('email')?.trim().toLowerCase();
  if (!name || !email?.includes('@')) return undefined;
  const basket = readBasket(fields);
  return {
    ...basket,
    // The day and a random tail: numbers that no restart repeats and no stranger guesses.
    id: `OV-${new Date().toISOString().slice(2, 10).replaceAll('-', '')}-${randomTail()}`,
    language,
    name,
    customerId: `c-${createHash('sha256').update(email).digest('hex').slice(0, 12)}`,
    total: totalOf(basket),
  };
}

function randomTail(): string {
  return randomBytes(4).toString('hex').toUpperCase();
}
