import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';
import { freePort } from './ports.ts';
import { adminToken } from './shops.ts';
import { until } from './until.ts';

/** The production server in a process of its own, which can be killed and started again. */
export type NinesProcess = {
  /** Without a slash at the end, such as `http://127.0.0.1:20417`. */
  url: string;
  port: number;
  /** Starts it and waits until it is ready. Throws an error with its log when it ends before that. */
  start(): Promise<void>;
  /** Its process id. Throws when it was not started. */
  pid(): number;
  /** Its log since its last start. */
  log(): string;
  signal(signal: NodeJS.Signals): void;
  /** Sends SIGKILL and waits until it has ended. Its data stay. */
  kill(): Promise<void>;
  /** Sends SIGTERM. Resolves to its exit code, or to null where it did not run. */
  stop(): Promise<number | null>;
};

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A server on `port` of 127.0.0.1 that is not started yet. `environment` needs a DATABASE_URL or a DATA_DIR. */
export function ninesProcess(
  port: number,
  environment: Record<string, string>,
  nodeArguments: readonly string[] = [],
): NinesProcess {
  const url = `http://127.0.0.1:${port}`;
  let child: Child | undefined;

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    return child && !child.hasExited() ? child.end(signal) : null;
  }
  return {
    url,
    port,
    async start() {
      child = await startChild(
        main,
        {
          ...unset,
          PORT: String(port),
          ADMIN_TOKEN: adminToken,
          RATE_LIMIT_PER_MINUTE: '0',
          LOG_LEVEL: 'fatal',
          ...environment,
        },
        nodeArguments,
      );
      await untilReady(url, child);
    },
    pid() {
      if (!child) throw new Error('The server was not started');
      return child.pid;
    },
    log: () => child?.log() ?? '',
    signal: (signal) => child?.signal(signal),
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

/** Starts a server with an embedded database in a temporary folder, which `stop` removes. */
export async function startNines(environment: Record<string, string> = {}): Promise<NinesProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'nines-'));
  const nines = ninesProcess(await freePort(), { DATA_DIR: folder, ...environment });
  await nines.start();
  return {
    ...nines,
    async stop() {
      const code = await nines.stop();
      await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** The server that `TEST_NINES_URL` names and all browser tests share, or else one that is started now. */
export async function openNines(): Promise<Pick<NinesProcess, 'url' | 'stop'>> {
  const url = process.env['TEST_NINES_URL'];
  return url ? { url, stop: async () => null } : startNines();
}

/** An empty variable counts as absent, so the developer's shell does not change the server's settings. */
const unset = { HOST: '', DATABASE_URL: '', PUBLIC_URL: '', TRUST_PROXY: '' };

async function untilReady(url: string, child: Child): Promise<void> {
  await until(
    'the server is ready',
    async () => child.hasExited() || (await fetch(`${url}/health/ready`)).ok,
    180,
  ).catch((cause: unknown) => {
    child.signal('SIGKILL');
    throw new Error(`The server was not ready in time:\n${child.log()}`, { cause });
  });
  if (child.hasExited()) throw new Error(`The server ended at its start:\n${child.log()}`);
}
