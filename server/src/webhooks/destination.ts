import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The only part of IPv6 from which public addresses are given out (RFC 4291, and IANA's registry). */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/** Whether an address is public: not of this machine or a private network. */
export function isPublicAddress(address: string): boolean {
  // A zone (`%eth0`) is an interface of this machine.
  if (address.includes('%') || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  // Every other range has a name of its own: loopback, private, link-local (where clouds serve their
  // credentials), carrier-grade NAT, and most ways to write an IPv4 address in an IPv6 one. The old
  // IPv4-compatible form (`::7f00:1`) has no name, and is outside the public part.
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}

/** Why a URL is refused, without resolving its host; `undefined` when it is allowed. */
export function refusalOf(url: URL, allowPrivate: boolean): string | undefined {
  if (allowPrivate) return undefined;
  if (url.protocol !== 'https:') return 'must be https';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) return 'is not on the public internet';
  return undefined;
}

/**
 * Resolves names for a connection, to public addresses only. Its errors go to the log and not to the shop. The connection uses the address that was checked,
 * so a name that resolves differently a moment later makes no difference.
 */
export const lookupPublic: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '', 0);
    const addresses = found.filter(({ address }) => isPublicAddress(address));
    const [first] = addresses;
    if (!first) return callback(new Error(`${host} is not on the public internet`), '', 0);
    return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
  });
};
