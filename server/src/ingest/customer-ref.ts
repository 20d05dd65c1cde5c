import { createHmac } from 'node:crypto';

/**
 * What a customer is known by within one shop: a keyed hash of the shop's own id for the customer or
 * else of the e-mail address, so that neither is kept and no two shops can compare. `undefined` when
 * neither is known.
 */
export function customerRef(
  customer: { id?: string | undefined; email?: string | undefined } | undefined,
  customerSecret: string,
): string | undefined {
  const name = customer?.id ? `id:${customer.id}` : emailName(customer?.email);
  return name && createHmac('sha256', customerSecret).update(name).digest('hex').slice(0, 32);
}

function emailName(email: string | undefined): string | undefined {
  return email && `email:${email.trim().toLowerCase()}`;
}
