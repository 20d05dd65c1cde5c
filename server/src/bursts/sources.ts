import { hash, randomBytes } from 'node:crypto';
import ipaddr from 'ipaddr.js';

/** Counts how often each address occurs, without keeping addresses. */
export type Sources = {
  /** Counts one more from this address and returns how many there are from it at least. */
  add(address: string): number;
};

/**
 * Holds at most `capacity` counters, by the algorithm of Misra and Gries (1982): when a new address finds no free
 * counter, all counters lose one. So a count is never too high, and of n answers it is too low by n ÷ (capacity + 1)
 * at most: many small sources cannot push out a large one. The keys are hashes with a random key that exists in
 * this object only. Nobody can find an address by them, in this process or after it.
 */
export function createSources(capacity: number): Sources {
  const key = randomBytes(16).toString('base64');
  const counts = new Map<string, number>();
  return {
    add(address) {
      const source = hash('sha256', key + networkOf(address), 'base64');
      const before = counts.get(source);
      if (before !== undefined || counts.size < capacity) {
        const count = (before ?? 0) + 1;
        counts.set(source, count);
        return count;
      }
      for (const [each, count] of counts) {
        if (count === 1) counts.delete(each);
        else counts.set(each, count - 1);
      }
      return 0;
    },
  };
}

/** What one person has: an IPv4 address, or a whole IPv6 network of 64 bits. */
function networkOf(address: string): string {
  if (!address.includes(':') || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : parsed.toByteArray().slice(0, 8).join('.');
}
