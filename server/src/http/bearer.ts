import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** The token of the header `Authorization: Bearer …`. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

/** Whether the request has one of the tokens in `Authorization: Bearer …`. */
export function hasToken(request: FastifyRequest, tokens: readonly string[]): boolean {
  const given = bearerOf(request);
  // All are compared, so that the time taken does not tell which one it is.
  return tokens.filter((token) => given !== undefined && isSame(given, token)).length > 0;
}

/** Compares hashes, so that the time taken reveals nothing about the token, not even its length. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}
