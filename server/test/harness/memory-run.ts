import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { databaseProcesses } from './database-processes.ts';
import { type Flood, startFlood } from './flood.ts';
import { ninesProcess } from './nines-process.ts';
import { freePort } from './ports.ts';
import { createShop } from './shops.ts';
import { uuidv7 } from './uuid.ts';

/** `slow`: a table is locked, so no write ends. `gone`: PostgreSQL is paused, so nothing ends. */
export type MemoryPlan = {
  outage: 'slow' | 'gone';
  connections: number;
  ahead: number;
  /** The outage ends after this number of 503 replies. */
  refusals: number;
};

/** Resident memory of the server, in megabytes. */
export type MemoryReport = {
  idle: number;
  peak: number;
  after: number;
  /** The maximum of queued rows by the server's metrics, and the megabytes of their bodies. */
  waiting: number;
  waitingMegabytes: number;
  seconds: number;
  replies: Record<string, number>;
  reasons: Record<string, number>;
};

/**
 * Makes the database slow or unavailable while all connections keep sending, and measures the server's memory:
 * before, at its peak, and after answers are accepted again. Linux only.
 */
export async function runMemory(plan: MemoryPlan): Promise<MemoryReport> {
  const began = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'nines-memory-'));
  const database = await startEmbedded(folder);
  const port = await freePort();
  const nines = ninesProcess(port, { DATABASE_URL: database.url });
  let watch: ReturnType<typeof watchServer> | undefined;
  let recover: (() => Promise<void>) | undefined;
  try {
    await nines.start();
    const { publicKey } = await createShop(nines);
    await untilStored(nines.url, publicKey);
    const idle = await residentMegabytes(nines.pid());
    watch = watchServer(nines.pid(), nines.url);
    recover = await outages[plan.outage](folder, database.adminUrl);
    const flood = await startFlood({ port, publicKey, ...plan });
    await untilRefused(flood, plan.refusals);
    flood.stop();
    await recover();
    recover = undefined;
    await untilStored(nines.url, publicKey);
    const after = await residentMegabytes(nines.pid());
    const { replies, reasons, bytes } = flood;
    const { peak, waiting } = await watch.stop();
    const waitingMegabytes = (waiting * bytes) / 1_048_576;
    const seconds = Math.round((performance.now() - began) / 1_000);
    return { idle, peak, after, waiting, waitingMegabytes, seconds, replies, reasons };
  } finally {
    // Otherwise the paused processes would stay paused.
    await recover?.();
    await watch?.stop();
    await nines.stop();
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each returns the function that ends the outage. */
const outages = {
  async slow(_: string, url: string) {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    const lock = await sql.reserve();
    await lock`begin`;
    await lock`lock table responses in access exclusive mode`;
    return async () => {
      await lock`rollback`;
      lock.release();
      await sql.end();
    };
  },
  async gone(folder: string) {
    const pids = await databaseProcesses(join(folder, 'postgres'));
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    return async () => {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    };
  },
};

const timeoutMs = 120_000;

async function untilStored(url: string, key: string): Promise<void> {
  await until('an answer is stored', async () => {
    const body = JSON.stringify({ id: uuidv7(), key, score: 9 });
    const reply = await fetch(`${url}/v1/responses`, { method: 'POST', body });
    await reply.text();
    return reply.status === 201;
  });
}

async function untilRefused({ replies }: Flood, count: number): Promise<void> {
  await until('enough was refused', () => (replies['503'] ?? 0) >= count);
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Timed out waiting until ${what}`);
    await sleep(50);
  }
}

/** Polls the server's memory and its number of queued rows. */
function watchServer(pid: number, url: string) {
  let [peak, waiting, isOver] = [0, 0, false];
  const watching = (async () => {
    while (!isOver) {
      peak = Math.max(peak, await residentMegabytes(pid));
      const figures = await (await fetch(`${url}/metrics`)).text();
      waiting = Math.max(waiting, Number(/^nines_ingest_waiting_rows (\d+)/m.exec(figures)?.[1]));
      await sleep(50);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await watching;
      return { peak, waiting };
    },
  };
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024);
}
