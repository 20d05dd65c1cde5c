import { createServer } from 'node:net';
import { DemoError } from './demo-error.ts';

export type DemoSettings = {
  host: string;
  /** Nines listens here, and the example shop on the next. */
  port: number;
  dataDir: string;
  /** How this machine reaches Nines; as the other addresses without a slash at the end. */
  apiUrl: string;
  /** How browsers reach Nines. */
  ninesUrl: string;
  /** How browsers reach the example shop. */
  shopUrl: string;
};

/**
 * How the demo runs: `PORT` (8080), `HOST` (127.0.0.1), `DATA_DIR` (./data) and `PUBLIC_URL`. Throws a
 * `DemoError` when a port is no port or is taken.
 */
export async function readSettings(
  environment: Record<string, string | undefined>,
): Promise<DemoSettings> {
  const port = Number(environment['PORT'] || 8080);
  const host = environment['HOST'] || '127.0.0.1';
  if (!Number.isInteger(port) || port < 1 || port > 65_534) {
    throw new DemoError(`PORT is ${environment['PORT']}: choose one from 1 to 65534.`);
  }
  for (const wanted of [port, port + 1]) await refuseTakenPort(wanted, host, port);
  const address = addressOf(host);
  return {
    host,
    port,
    dataDir: environment['DATA_DIR'] || './data',
    apiUrl: `http://${address}:${port}`,
    ninesUrl: environment['PUBLIC_URL']?.replace(/\/+$/, '') || `http://${address}:${port}`,
    shopUrl: `http://${address}:${port + 1}`,
  };
}

async function refuseTakenPort(port: number, host: string, first: number): Promise<void> {
  const fault = await faultOfListening(port, host);
  if (fault === undefined) return;
  if (fault !== 'EADDRINUSE') throw new DemoError(`Cannot listen on ${host}:${port} (${fault}).`);
  const other = await nextFreePair(first, host);
  const remedy = other === undefined ? 'Choose another' : `Choose another, such as PORT=${other}`;
  throw new DemoError(`Port ${port} is taken by another program. ${remedy}.`);
}

async function nextFreePair(port: number, host: string): Promise<number | undefined> {
  for (let next = port + 10; next < Math.min(port + 1_000, 65_535); next += 10) {
    const faults = [await faultOfListening(next, host), await faultOfListening(next + 1, host)];
    if (faults.every((fault) => fault === undefined)) return next;
  }
  return undefined;
}

/** The system's code for why this port cannot be had, such as `EADDRINUSE`; `undefined` if it can. */
function faultOfListening(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** What to call this machine in a link: a server that listens everywhere is reached at loopback. */
function addressOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
