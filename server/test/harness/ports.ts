import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Finds `count` consecutive free TCP ports of 127.0.0.1 and returns the first. They are below the range of
 * outgoing connections on Linux, so no connection takes one before it is used or while a server on it restarts.
 * Each Vitest worker has its own range.
 */
export async function freePort(count = 1): Promise<number> {
  const [low, high] = rangeOf(Number(process.env['VITEST_POOL_ID'] ?? 0) % rangeCount);
  for (;;) {
    const first = randomInt(low, high - count);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(ports.map((port) => isFree(port)));
    if (free.every(Boolean)) return first;
  }
}

const [lowest, highest, rangeCount] = [20_000, 32_000, 8];

function rangeOf(index: number): [low: number, high: number] {
  const size = (highest - lowest) / rangeCount;
  return [lowest + index * size, lowest + (index + 1) * size];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
