import type { ResponseRecord } from '../responses/columns.ts';

/** More former names than a person has. Each is stored, and its revision costs more to write. */
const maxFormer = 20;

/**
 * The revised response with the hashes that the stored one carries and the revision does not, so that an erasure
 * finds the answer under every name that it ever had. Once there are too many, a revision changes the name no
 * more: a name that was dropped could not be found.
 */
export function keepNames(stored: ResponseRecord, revised: ResponseRecord): ResponseRecord {
  const { customer, emailRef, formerRefs } = stored;
  const current = new Set([revised.customer, revised.emailRef]);
  const former = new Set(formerRefs);
  for (const ref of [customer, emailRef]) if (ref !== null) former.add(ref);
  const left = [...former].filter((ref) => !current.has(ref));
  if (left.length > maxFormer) return { ...revised, customer, emailRef, formerRefs };
  return { ...revised, formerRefs: left.length > 0 ? left : null };
}
