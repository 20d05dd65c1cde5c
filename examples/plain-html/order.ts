import { createHash, randomBytes } from 'node:crypto';
import type { Language } from './texts.ts';

export const glazes = ['river', 'sand', 'moss'] as const;
export type Glaze = (typeof glazes)[number];

/** The basket: 1 to 6 mugs of one glaze. */
export type Basket = { glaze: Glaze; quantity: number };

/** A placed order. Amounts are in euros. */
export type Order = Basket & {
  id: string;
  language: Language;
  name: string;
  customerId: string;
  total: number;
};

export const mugPrice = 34;

/** The shipping costs in euros; free from 50 euros. */
export function shippingOf({ quantity }: Basket): number {
  return quantity * mugPrice >= 50 ? 0 : 4.95;
}

export function totalOf(basket: Basket): number {
  return basket.quantity * mugPrice + shippingOf(basket);
}

/** Reads a basket from a query or a form. Defaults for missing or invalid fields: the first glaze, one mug. */
export function readBasket(fields: URLSearchParams): Basket {
  const glaze = glazes.find((candidate) => candidate === fields.get('glaze')) ?? glazes[0];
  const quantity = Number(fields.get('quantity') ?? 1);
  return { glaze, quantity: Number.isInteger(quantity) ? Math.min(6, Math.max(1, quantity)) : 1 };
}

/** Creates an order from the checkout form; `undefined` without a name or an e-mail address. */
export function placeOrder(fields: URLSearchParams, language: Language): Order | undefined {
  const name = fields.get('name')?.trim();
  const email = fields.get('email')?.trim().toLowerCase();
  if (!name || !email?.includes('@')) return undefined;
  const basket = readBasket(fields);
  return {
    ...basket,
    // The day and random digits, so that ids are unique after a restart and cannot be guessed.
    id: `OV-${new Date().toISOString().slice(2, 10).replaceAll('-', '')}-${randomDigits()}`,
    language,
    name,
    customerId: `c-${createHash('sha256').update(email).digest('hex').slice(0, 12)}`,
    total: totalOf(basket),
  };
}

function randomDigits(): string {
  return randomBytes(4).toString('hex').toUpperCase();
}
