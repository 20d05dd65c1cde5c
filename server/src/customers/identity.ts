import { createHmac } from 'node:crypto';
import type { Person } from '../responses/find.ts';

type Customer = { id?: string | undefined; email?: string | undefined };

/**
 * The hashes by which an answer or a view is found. `customer` is that of the shop's own id, or else of the
 * e-mail address. `emailRef` is that of the address where it is not `customer`: beside an id, the customer's or
 * else the one left for a reply; without a customer, the one left for a reply.
 */
export function refsOf(
  customer: Customer | undefined,
  replyTo: string | undefined,
  secret: string,
): { customer: string | null; emailRef: string | null } {
  const ref = customerRef(customer, secret) ?? null;
  const email = ref === null ? replyTo : customer?.id ? customer.email || replyTo : undefined;
  return { customer: ref, emailRef: customerRef({ email }, secret) ?? null };
}

/**
 * The reference of a customer within one shop: a keyed hash (HMAC-SHA256, 32 hex digits) of the shop's own id
 * for the customer, or else of the e-mail address. So neither is stored, and two shops cannot compare their
 * customers. `undefined` when neither is given.
 */
export function customerRef(customer: Customer | undefined, secret: string): string | undefined {
  const name = customer?.id ? `id:${customer.id}` : emailName(customer?.email);
  return name && createHmac('sha256', secret).update(name).digest('hex').slice(0, 32);
}

function emailName(email: string | undefined): string | undefined {
  return email && `email:${email.trim().toLowerCase()}`;
}

/**
 * The person that a reference names: the shop's own id for the customer, their e-mail address, or the hash that
 * responses show (`customer`).
 */
export function personOf(reference: string, secret: string): Person {
  const email = reference.includes('@') ? reference.trim().toLowerCase() : undefined;
  const hashes = [
    /^[0-9a-f]{32}$/.test(reference) ? reference : undefined,
    customerRef({ id: reference }, secret),
    customerRef({ email }, secret),
  ];
  return { refs: hashes.filter((hash) => hash !== undefined), linked: [], email };
}
