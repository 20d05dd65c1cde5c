import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, type Child } from './child.ts';
import { freePort } from './free-port.ts';
import { waitFor } from './wait-for.ts';

/** The production server as a process of its own, on 127.0.0.1. */
export type NinesServer = {
  /** Without a slash at the end, such as `http://127.0.0.1:20417`. */
  url: string;
  port: number;
  dataDir: string;
  adminToken: string;
  /** What it has logged so far. */
  log: () => string;
  /** Drains it as an operator would (SIGTERM) and gives its exit code; removes a temporary `dataDir`. */
  stop: () => Promise<number | null>;
  /** Ends the process at once, by default with SIGKILL, and leaves `dataDir` as it is. */
  kill: (signal?: NodeJS.Signals) => Promise<void>;
};

export type ServerOptions = {
  /** Default: a free one. */
  port?: number;
  /** Kept after `stop`. Default: a temporary one, which `stop` removes. */
  dataDir?: string;
  adminToken?: string;
  /** Further environment, such as `{ LOG_LEVEL: 'debug' }`. */
  environment?: Record<string, string>;
};

/**
 * Starts the production server with its embedded database and waits until it is ready. Throws with its
 * log when it ends before that or is not ready within three minutes.
 */
export async function startServer(options: ServerOptions = {}): Promise<NinesServer> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'nines-')));
  const adminToken = options.adminToken ?? 'admin-token-of-the-browser-tests';
  const child = await startChild(program, {
    HOST: '127.0.0.1',
    // Empty is as good as absent: what the developer's shell has set is not meant for the tests.
    DATABASE_URL: '',
    PUBLIC_URL: '',
    TRUST_PROXY: '',
    PORT: String(port),
    DATA_DIR: dataDir,
    ADMIN_TOKEN: adminToken,
    RATE_LIMIT_PER_MINUTE: '0',
    ...options.environment,
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, url);
  return {
    url,
    port,
    dataDir,
    adminToken,
    log: child.log,
    stop: async () => {
      const code = await child.end('SIGTERM');
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
      return code;
    },
    kill: async (signal = 'SIGKILL') => {
      await child.end(signal);
    },
  };
}

const program = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));

async function untilReady(child: Child, url: string): Promise<void> {
  try {
    await waitFor('the server', async () => child.hasExited() || (await isReady(url)), 180);
  } catch (cause) {
    await child.end('SIGKILL');
    throw new Error(`The server was not ready in time:\n${child.log()}`, { cause });
  }
  if (child.hasExited()) throw new Error(`The server ended at its start:\n${child.log()}`);
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/health/ready`)).ok;
}
