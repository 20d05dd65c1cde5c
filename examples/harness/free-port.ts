import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * The first of `count` neighbouring TCP ports of 127.0.0.1 that are free now. They lie below the
 * range from which Linux takes the ports of outgoing connections, so that none of those takes one
 * before it is used or while a server on it restarts.
 */
export async function freePort(count = 1): Promise<number> {
  for (;;) {
    const first = randomInt(20_000, 32_000);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(ports.map((port) => isFree(port)));
    if (free.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
