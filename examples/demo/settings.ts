import { createServer } from 'node:net';

/** An error of the environment, such as a port in use. It is printed as one line, without a stack. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

export type DemoSettings = {
  host: string;
  /** The port of Nines. The example shop has the next one. */
  port: number;
  dataDir: string;
  /** The address of Nines from this machine. No address here ends in a slash. */
  apiUrl: string;
  /** The address of Nines for browsers. */
  ninesUrl: string;
  /** The address of the example shop for browsers. */
  shopUrl: string;
};

/**
 * Reads `PORT` (default 8080), `HOST` (127.0.0.1), `DATA_DIR` (./data) and `PUBLIC_URL`. Throws a `DemoError`
 * when a port is invalid or in use.
 */
export async function readSettings(
  environment: Record<string, string | undefined>,
): Promise<DemoSettings> {
  const port = Number(environment['PORT'] || 8080);
  const host = environment['HOST'] || '127.0.0.1';
  if (!Number.isInteger(port) || port < 1 || port > 65_534) {
    throw new DemoError(`PORT is ${environment['PORT']}: choose one from 1 to 65534.`);
  }
  for (const wanted of [port, port + 1]) await checkPortIsFree(wanted, host, port);
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

async function checkPortIsFree(port: number, host: string, first: number): Promise<void> {
  const error = await listenErrorOf(port, host);
  if (error === undefined) return;
  if (error !== 'EADDRINUSE') throw new DemoError(`Cannot listen on ${host}:${port} (${error}).`);
  const other = await nextFreePair(first, host);
  const remedy = other === undefined ? 'Choose another' : `Choose another, such as PORT=${other}`;
  throw new DemoError(`Port ${port} is taken by another program. ${remedy}.`);
}

async function nextFreePair(port: number, host: string): Promise<number | undefined> {
  for (let next = port + 10; next < Math.min(port + 1_000, 65_535); next += 10) {
    const errors = [await listenErrorOf(next, host), await listenErrorOf(next + 1, host)];
    if (errors.every((error) => error === undefined)) return next;
  }
  return undefined;
}

/** The error code of listening on this port, such as `EADDRINUSE`; `undefined` when it is free. */
function listenErrorOf(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** The host for links. A server that listens on all interfaces is reached at 127.0.0.1. */
function addressOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
