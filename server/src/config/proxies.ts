import { isIP } from 'node:net';
import { z } from 'zod';

/** Which proxies may say whom they speak for: none, a number of hops, or addresses and networks. */
export type ProxyTrust = false | number | string;

/** `TRUST_PROXY` */
export const proxyTrustSchema = z
  .string()
  .refine((value) => value !== 'true', {
    error:
      'true would believe any client about its own address; write how many proxies stand before the server (such as 1), or their addresses (such as 10.0.0.0/8)',
    abort: true,
  })
  .refine(isProxyTrust, {
    error: 'must be false, a number of hops, or addresses and networks separated by commas',
  })
  .transform((value): ProxyTrust => {
    if (value === 'false') return false;
    return /^\d+$/.test(value) ? Number(value) : value;
  });

function isProxyTrust(value: string): boolean {
  if (value === 'false' || /^\d{1,2}$/.test(value)) return true;
  return value.split(',').every((part) => isNetwork(part.trim()));
}

/** Whether the text is an address, a network such as 10.0.0.0/8, or one of Fastify's names for networks. */
function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  const maxBits = version === 4 ? 32 : 128;
  const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= maxBits);
  return version > 0 && isPrefix && rest.length === 0;
}
