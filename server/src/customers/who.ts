import { customerRef } from '../ingest/customer-ref.ts';

/** One person, by all that their answers may be known by. */
export type Who = {
  /** Keyed hashes, as responses and views carry them. */
  refs: readonly string[];
  /** In lower case; finds the answers in which they asked for a reply. */
  email: string | undefined;
};

/**
 * The person that a reference names: the shop's own id for the customer, their e-mail address, or the
 * hash as responses tell it (`customer`). A shop that sends both id and e-mail is known by the id.
 */
export function whoIs(reference: string, customerSecret: string): Who {
  const email = reference.includes('@') ? reference.trim().toLowerCase() : undefined;
  const hashes = [
    /^[0-9a-f]{32}$/.test(reference) ? reference : undefined,
    customerRef({ id: reference }, customerSecret),
    customerRef({ email }, customerSecret),
  ];
  return { refs: hashes.filter((hash) => hash !== undefined), email };
}
