import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { endChild } from './child.ts';
import type { Endings } from './endings.ts';

/** A production server in a process of its own, with shops to answer to. */
export type BenchNines = { port: number; pid: number; shops: readonly CreatedShop[] };

const adminToken = 'the-admin-token-of-the-bench';
export const shopOrigin = 'https://shop.example';

/** All is switched on, the limit per address too: it only stands too high to be reached. */
export async function startNines(
  databaseUrl: string,
  shopCount: number,
  endings: Endings,
  environment: Record<string, string> = {},
): Promise<BenchNines> {
  const port = await freePort();
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [...profiling(), main], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      ADMIN_TOKEN: adminToken,
      RATE_LIMIT_PER_MINUTE: '1000000',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  endings.add(() => endChild(child));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, () => child.exitCode === null);
  const shops: CreatedShop[] = [];
  for (let index = 0; index < shopCount; index += 1) shops.push(await createShop(url, index));
  return { port, pid: child.pid!, shops };
}

/** `NINES_BENCH_PROFILE=folder` leaves a CPU profile of the server there. */
function profiling(): string[] {
  const folder = process.env['NINES_BENCH_PROFILE'];
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
}

async function untilReady(url: string, lives: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 300 && lives(); attempt += 1) {
    const reply = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (reply?.ok) return;
    await sleep(100);
  }
  throw new Error('The server did not become ready');
}

async function createShop(url: string, index: number): Promise<CreatedShop> {
  const reply = await fetch(`${url}/v1/shops`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: `Bench ${index}`, origins: [shopOrigin], locale: 'nl' }),
  });
  if (reply.status !== 201) throw new Error(`no shop: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as CreatedShop;
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
