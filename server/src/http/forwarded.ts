import proxyAddr from '@fastify/proxy-addr';
import type { FastifyInstance } from 'fastify';

/** Whether an address may say for whom it speaks. `hop` is 0 for the peer of the connection. */
export type Trusts = (address: string, hop: number) => boolean;

/** `trust`: none, a number of hops, or addresses and networks separated by commas. */
export function proxyTrust(trust: false | number | string): Trusts {
  if (trust === false) return () => false;
  if (typeof trust === 'number') return (_, hop) => hop < trust;
  return proxyAddr.compile(trust.split(',').map((part) => part.trim()));
}

/** What proxies add. */
export const forwardedHeaders = [
  'x-forwarded-for',
  'forwarded',
  'x-forwarded-proto',
  'x-forwarded-host',
] as const;

/**
 * Warns once when a peer that is not trusted sends headers of a proxy: nearly always the operator's own proxy
 * that `TRUST_PROXY` does not name. The headers count for nothing, so all shoppers behind it look like one.
 */
export function warnOfUntrustedProxy(app: FastifyInstance, trusts: Trusts): void {
  let isWarned = false;
  app.addHook('onRequest', (request, _, done) => {
    if (!isWarned && forwardedHeaders.some((name) => request.headers[name] !== undefined)) {
      if (!trusts(request.socket.remoteAddress ?? '', 0)) {
        isWarned = true;
        request.log.warn(
          'A request came with the headers of a proxy that TRUST_PROXY does not name. They are ignored, so all clients of that proxy share one rate limit. Set TRUST_PROXY to the number of your proxies, or to their addresses',
        );
      }
    }
    done();
  });
}
