import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './problems.ts';

/** What to throw when a request has no right key or token. Counts it for the client's address. */
export type RefuseLogin = (request: FastifyRequest, problem: HttpProblem) => Promise<HttpProblem>;

/** Somebody who mistypes a key needs a few attempts. A program that guesses makes thousands. */
const failuresPerMinute = 20;

/**
 * Limits failed logins of a client address: from the 21st within a minute they are a 429. A right key is never
 * refused, so nobody can shut out an owner who has the same address. Keys cannot be guessed; the limit is for the
 * database and the log. `isOn` is false where the operator has switched limits off.
 */
export async function limitFailures(app: FastifyInstance, isOn: boolean): Promise<RefuseLogin> {
  if (!isOn) return async (_, problem) => problem;
  await app.register(rateLimit, { global: false, cache: 50_000 });
  const count = app.createRateLimit({ max: failuresPerMinute, timeWindow: 60_000 });
  return async (request, problem) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return problem;
    const detail = 'Too many requests without a right key; try again later';
    return new HttpProblem(429, detail, { retryAfter: counted.ttlInSeconds });
  };
}
