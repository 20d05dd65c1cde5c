import { spawn } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries, Runner } from './programs.ts';

/** A running PostgreSQL, as it describes itself in `postmaster.pid`. */
export type Postmaster = { pid: number; port: number; ready: boolean };

/** The cluster's folder and log file, and what starts a PostgreSQL on it. */
export type Location = {
  cluster: string;
  log: string;
  binaries: Binaries;
  runner: Runner;
  /** How many connections it allows at once. */
  maxConnections: number;
};

/** The PostgreSQL that runs on a cluster's folder, if one does. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const file = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = file.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!(pid > 1) || !(await isPostgres(pid))) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7] === 'ready' };
}

/**
 * Removes a `postmaster.pid` whose PostgreSQL is gone. After a restart of a container its process id may
 * belong to another program, and then PostgreSQL would refuse to start.
 */
export async function removeStalePidFile(cluster: string): Promise<void> {
  if (!(await findPostmaster(cluster))) await rm(join(cluster, 'postmaster.pid'), { force: true });
}

/**
 * Starts PostgreSQL on a port of the loopback interface. Resolves to true once it has written
 * `postmaster.pid`, and to false when it exits before that.
 */
export async function launchPostmaster(location: Location, port: number): Promise<boolean> {
  const { cluster, log, binaries, runner } = location;
  const command = [...runner.prefix, binaries.postgres, '-D', cluster, ...settings(port, location)];
  const output = await open(log, 'w', 0o600);
  // An earlier version let everybody read it.
  await output.chmod(0o600);
  // In a process group of its own: Ctrl-C in the terminal stops us, and we stop the database last.
  const child = spawn(command[0]!, command.slice(1), {
    ...runner.options,
    cwd: dirname(cluster),
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  });
  // Listen before the first await, or the exit of a PostgreSQL that fails at once would be missed.
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

function settings(port: number, { maxConnections }: Location): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: maxConnections,
    // Of statements that fail nothing is logged, because their errors may quote a shopper's words. Nines gets them.
    log_min_messages: 'log',
    timezone: 'UTC',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

const stopTimeoutMs = 8_000;

/** Stops PostgreSQL, and resolves when it is gone, or after eight seconds. */
export async function stopPostmaster({ pid }: Postmaster): Promise<void> {
  if (!isAlive(pid)) return;
  // SIGINT is PostgreSQL's fast shutdown: it rolls open transactions back and ends the sessions.
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + stopTimeoutMs;
  while (isAlive(pid) && Date.now() < deadline) await sleep(10);
}

/** Whether a process lives. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process cannot be signalled, but it lives.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process lives and is a PostgreSQL. A zombie does not count. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  // Only Linux tells what a process runs. Elsewhere a living process is assumed to be PostgreSQL.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return command.includes('postgres');
}
