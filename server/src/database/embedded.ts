import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../config.ts';
import { findBinaries, type Binaries } from './binaries.ts';
import { clusterUser, ensureCluster } from './cluster.ts';
import {
  findPostmaster,
  forgetLostPostmaster,
  isAlive,
  isPostgres,
  type Postmaster,
} from './postmaster.ts';
import { findRunner, type Runner } from './unprivileged.ts';

/** A PostgreSQL of our own, kept alive until it is stopped. */
export type EmbeddedDatabase = {
  url: string;
  /** No longer cares for it, and leaves it to the server that owns it. */
  leave(): void;
  stop(): Promise<void>;
};

type Place = { cluster: string; log: string; binaries: Binaries; runner: Runner };

/** A start after a crash of PostgreSQL repeats its log first; a large one takes a while. */
const startMilliseconds = 60_000;
const stopMilliseconds = 8_000;

/**
 * Starts PostgreSQL on the folder, or joins the one that a killed process of ours left running
 * there. It is started again whenever it dies. `programs` are another PostgreSQL's than the packed.
 * Throws a `StartError` that says why it will not start.
 */
export async function startEmbedded(
  directory: string,
  programs?: Binaries,
): Promise<EmbeddedDatabase> {
  const place = await prepare(resolve(directory), programs ?? (await findBinaries()));
  const { password } = await ensureCluster(place.cluster, place.binaries, place.runner);
  let postmaster = await startOrJoin(place);
  let reviving: Promise<void> | undefined;
  async function reviveIfDead(): Promise<void> {
    if (await isPostgres(postmaster.pid)) return;
    postmaster = await startOrJoin(place, postmaster.port);
  }
  const watch = setInterval(() => {
    reviving ??= reviveIfDead()
      .catch(() => {}) // tried again at the next turn; until then readiness says so
      .finally(() => (reviving = undefined));
  }, 250);
  watch.unref();

  return {
    url: `postgres://${clusterUser}:${password}@127.0.0.1:${postmaster.port}/postgres`,
    leave: () => clearInterval(watch),
    async stop() {
      clearInterval(watch);
      await reviving;
      await stopPostmaster(postmaster);
    },
  };
}

async function prepare(directory: string, binaries: Binaries): Promise<Place> {
  await mkdir(directory, { recursive: true }).catch((error: Error) => {
    throw new StartError(`DATA_DIR: the folder cannot be made: ${error.message}`);
  });
  const runner = await findRunner([directory, dirname(binaries.postgres)]);
  const [cluster, log] = [join(directory, 'postgres'), join(directory, 'postgres.log')];
  return { cluster, log, binaries, runner };
}

async function startOrJoin(place: Place, wantedPort?: number): Promise<Postmaster> {
  const deadline = Date.now() + startMilliseconds;
  let failures = 0;
  while (Date.now() < deadline) {
    const running = await findPostmaster(place.cluster);
    if (running?.ready) return running;
    if (running) {
      await sleep(20);
      continue;
    }
    await forgetLostPostmaster(place.cluster);
    if (await launch(place, wantedPort ?? (await freePort()))) continue;
    // The children of a killed PostgreSQL hold its memory for a moment: try again, not forever.
    failures += 1;
    if (failures === 20) break;
    await sleep(250);
  }
  throw new StartError(
    `The embedded database does not start in ${place.cluster}: ${await lastLine(place.log)}`,
  );
}

/** Resolves to true once PostgreSQL has noted its process number, to false when it gave up. */
async function launch({ cluster, log, binaries, runner }: Place, port: number): Promise<boolean> {
  const command = [...runner.prefix, binaries.postgres, '-D', cluster, ...settings(port)];
  const output = await open(log, 'w');
  // A group of its own: Ctrl-C in the terminal is for us, and we stop the database last.
  const child = spawn(command[0]!, command.slice(1), {
    ...runner.options,
    cwd: dirname(cluster),
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  });
  // Before anything is awaited: one that gives up at once would not be heard any more.
  let gone = false;
  child.once('exit', () => (gone = true)).once('error', () => (gone = true));
  child.unref();
  await output.close();
  while (!gone) {
    if (await findPostmaster(cluster)) return true;
    await sleep(10);
  }
  return false;
}

function settings(port: number): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 50,
    log_min_messages: 'warning',
    timezone: 'UTC',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function stopPostmaster({ pid }: Postmaster): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT'); // "fast": ends the sessions, commits nothing halfway
  const deadline = Date.now() + stopMilliseconds;
  while (isAlive(pid) && Date.now() < deadline) await sleep(10);
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolvePort(port));
    });
  });
}

async function lastLine(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n');
  return lines.findLast((line) => line.includes('FATAL')) ?? lines.at(-1) ?? 'it said nothing';
}
