import { createHmac } from 'node:crypto';
import { customerRefPattern } from '@nines/shared/wire/fields';
import type { Person } from '../responses/find.ts';

type Customer = { id?: string | undefined; email?: string | undefined };

/**
 * The secrets of a shop that its customers' hashes are made with, one after the other: the ids themselves are not
 * stored, so a new secret hashes what the ones before it gave. So each old hash leads to the new one.
 */
export type Secrets = readonly string[];

/** How many secrets a shop may have had: each is one more round of each hash. */
export const maxSecrets = 10;

/**
 * The hashes by which an answer or a view is found. `customer` is that of the shop's own id, or else of the
 * e-mail address. `emailRef` is that of the address where it is not `customer`: beside an id, the customer's or
 * else the one left for a reply; without a customer, the one left for a reply.
 */
export function refsOf(
  customer: Customer | undefined,
  replyTo: string | undefined,
  secrets: Secrets,
): { customer: string | null; emailRef: string | null } {
  const ref = customerRef(customer, secrets) ?? null;
  const email = ref === null ? replyTo : customer?.id ? customer.email || replyTo : undefined;
  return { customer: ref, emailRef: customerRef({ email }, secrets) ?? null };
}

/**
 * The reference of a customer within one shop: a keyed hash (HMAC-SHA256, 32 characters) of the shop's own id
 * for the customer, or else of the e-mail address. So neither is stored, and two shops cannot compare their
 * customers. `undefined` when neither is given.
 */
export function customerRef(customer: Customer | undefined, secrets: Secrets): string | undefined {
  return formsOf(customer, secrets).at(-1);
}

/** The references by each of the secrets, the oldest first; none without a name. */
export function formsOf(customer: Customer | undefined, secrets: Secrets): string[] {
  const name = customer?.id ? `id:${customer.id}` : emailName(customer?.email);
  if (!name) return [];
  const first = createHmac('sha256', secrets[0]!).update(name).digest('hex').slice(0, 32);
  return laterForms(first, secrets);
}

/** This reference and those by later secrets. */
export function laterForms(ref: string, secrets: Secrets): string[] {
  const forms = [ref];
  for (let round = roundOf(ref) + 1; round < secrets.length; round += 1) {
    const hash = createHmac('sha256', secrets[round]!).update(forms.at(-1)!).digest('hex');
    forms.push(refPrefix(round) + hash.slice(0, 30));
  }
  return forms;
}

/** The same reference by the shop's last secret. */
export function currentForm(ref: string, secrets: Secrets): string {
  return laterForms(ref, secrets).at(-1)!;
}

/** What references by this secret begin with; nothing by the first. So each tells by which secret it was made. */
export function refPrefix(round: number): string {
  return round === 0 ? '' : `k${round}`;
}

function roundOf(ref: string): number {
  return ref.startsWith('k') ? Number(ref[1]) : 0;
}

function emailName(email: string | undefined): string | undefined {
  return email && `email:${email.trim().toLowerCase()}`;
}

/**
 * The person that a reference names: the shop's own id for the customer, their e-mail address, or the hash that
 * responses show (`customer`) or have shown before a change of the secret.
 */
export function personOf(reference: string, secrets: Secrets): Person {
  const email = reference.includes('@') ? reference.trim().toLowerCase() : undefined;
  const refs = [
    ...(customerRefPattern.test(reference) ? laterForms(reference, secrets) : []),
    ...formsOf({ id: reference }, secrets),
    ...formsOf({ email }, secrets),
  ];
  return { refs, linked: [], email };
}
