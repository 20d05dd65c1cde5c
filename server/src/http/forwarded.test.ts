import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { proxyTrust, warnOfUntrustedProxy } from './forwarded.ts';

async function warnings(trust: false | number | string, headers: Record<string, string>) {
  const lines: string[] = [];
  const trusts = proxyTrust(trust);
  const app = Fastify({
    trustProxy: trust !== false && trusts,
    logger: { level: 'warn', stream: { write: (line: string) => void lines.push(line) } },
  });
  warnOfUntrustedProxy(app, trusts);
  app.get('/', async () => 'done');
  for (let time = 0; time < 2; time += 1) {
    await app.inject({ url: '/', headers, remoteAddress: '10.0.0.7' });
  }
  await app.close();
  return lines.length;
}

it.each([
  ['nobody is trusted', false, { 'x-forwarded-for': '1.2.3.4' }, 1],
  ['another is trusted', '192.0.2.1', { 'x-forwarded-for': '1.2.3.4' }, 1],
  ['another network is trusted', 'loopback, 192.0.2.0/24', { forwarded: 'for=1.2.3.4' }, 1],
  ['no proxy spoke', false, {}, 0],
  ['a hop is trusted', 1, { 'x-forwarded-for': '1.2.3.4' }, 0],
  ['the peer is trusted', '10.0.0.0/8', { forwarded: 'for=1.2.3.4' }, 0],
] as const)('warns once or never where %s', async (_, trust, headers, expected) => {
  expect(await warnings(trust, headers)).toBe(expected);
});
