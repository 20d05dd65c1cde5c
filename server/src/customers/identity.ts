import { createHmac } from 'node:crypto';
import type { Person } from '../responses/find.ts';

/**
 * The reference of a customer within one shop: a keyed hash (HMAC-SHA256, 32 hex digits) of the shop's own id
 * for the customer, or else of the e-mail address. So neither is stored, and two shops cannot compare their
 * customers. `undefined` when neither is given.
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

/**
 * The person that a reference names: the shop's own id for the customer, their e-mail address, or the hash that
 * responses show (`customer`). A customer with both an id and an e-mail address has the hash of the id.
 */
export function personOf(reference: string, customerSecret: string): Person {
  const email = reference.includes('@') ? reference.trim().toLowerCase() : undefined;
  const hashes = [
    /^[0-9a-f]{32}$/.test(reference) ? reference : undefined,
    customerRef({ id: reference }, customerSecret),
    customerRef({ email }, customerSecret),
  ];
  return { refs: hashes.filter((hash) => hash !== undefined), email };
}
