import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../config/config.ts';
import { clusterUser, ensureCluster } from './cluster.ts';
import { restrictCluster } from './permissions.ts';
import {
  findPostmaster,
  isPostgres,
  launchPostmaster,
  removeStalePidFile,
  stopPostmaster,
  type Location,
  type Postmaster,
} from './postmaster.ts';
import { findBinaries, findRunner, type Binaries } from './programs.ts';
import { appRole, prepareRole } from './roles.ts';

/** A PostgreSQL of our own, restarted whenever it dies, until it is stopped. */
export type EmbeddedDatabase = {
  /** For the application: of a role that owns its database and is no superuser. */
  url: string;
  /** The superuser's. */
  adminUrl: string;
  /** Stops watching it, and lets it run for the server that owns it. */
  leave(): void;
  stop(): Promise<void>;
};

/** After a crash PostgreSQL first replays its log, which may be large. */
const startTimeoutMs = 60_000;
const watchIntervalMs = 250;

/**
 * Starts PostgreSQL on the folder, or joins the one that a killed process of ours left running there.
 * It is started again whenever it dies. `programs` are those of another PostgreSQL than the installed
 * package's, and `maxConnections` is what it allows at once. Throws a `StartError` that says why it does
 * not start.
 */
export async function startEmbedded(
  directory: string,
  {
    programs,
    maxConnections = 50,
  }: { programs?: Binaries | undefined; maxConnections?: number } = {},
): Promise<EmbeddedDatabase> {
  const binaries = programs ?? (await findBinaries());
  const location = { ...(await prepare(resolve(directory), binaries)), maxConnections };
  const { password } = await ensureCluster(location.cluster, location.binaries, location.runner);
  let postmaster = await startOrJoin(location);
  const urlFor = (role: string, secret: string) =>
    `postgres://${role}:${secret}@127.0.0.1:${postmaster.port}/postgres`;
  const adminUrl = urlFor(clusterUser, password);
  const appPassword = await prepareRole(adminUrl, dirname(location.cluster)).catch(
    async (error: unknown) => {
      await stopPostmaster(postmaster);
      throw error;
    },
  );
  let restarting: Promise<void> | undefined;
  async function restartIfDead(): Promise<void> {
    if (await isPostgres(postmaster.pid)) return;
    postmaster = await startOrJoin(location, postmaster.port);
  }
  const watch = setInterval(() => {
    restarting ??= restartIfDead()
      .catch(() => {}) // It is tried again at the next interval; until then the server is not ready.
      .finally(() => (restarting = undefined));
  }, watchIntervalMs);
  watch.unref();

  return {
    url: urlFor(appRole, appPassword),
    adminUrl,
    leave: () => clearInterval(watch),
    async stop() {
      clearInterval(watch);
      await restarting;
      await stopPostmaster(postmaster);
    },
  };
}

async function prepare(
  directory: string,
  binaries: Binaries,
): Promise<Omit<Location, 'maxConnections'>> {
  // PostgreSQL's user must pass through it, and needs no list of what is in it.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  await mkdir(directory, { recursive: true, mode }).catch((error: Error) => {
    throw new StartError(`DATA_DIR: the folder cannot be made: ${error.message}`);
  });
  const runner = await findRunner([directory, dirname(binaries.postgres)]);
  const [cluster, log] = [join(directory, 'postgres'), join(directory, 'postgres.log')];
  return { cluster, log, binaries, runner };
}

async function startOrJoin(location: Location, wantedPort?: number): Promise<Postmaster> {
  const deadline = Date.now() + startTimeoutMs;
  let failures = 0;
  while (Date.now() < deadline) {
    const running = await findPostmaster(location.cluster);
    if (running?.ready) return running;
    if (running) {
      await sleep(20);
      continue;
    }
    await removeStalePidFile(location.cluster);
    await restrictCluster(location.cluster, location.runner.account);
    if (await launchPostmaster(location, wantedPort ?? (await freePort()))) continue;
    // The child processes of a killed PostgreSQL hold its shared memory for a moment.
    failures += 1;
    if (failures === 20) break;
    await sleep(250);
  }
  throw new StartError(
    `The embedded database does not start in ${location.cluster}: ${await lastLine(location.log)}`,
  );
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
  return lines.findLast((line) => line.includes('FATAL')) ?? lines.at(-1) ?? 'it wrote no log';
}
