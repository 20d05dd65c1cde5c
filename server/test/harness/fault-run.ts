import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { findPostmaster } from '../../src/database/embedded/postmaster.ts';
import { orderTokens } from './orders.ts';
import { createLedger, type Ledger, type Verdict } from './ledger.ts';
import { type NinesProcess, ninesProcess } from './nines-process.ts';
import { freePort } from './ports.ts';
import { type Shoppers, startShoppers } from './shoppers.ts';
import { createShop } from './shops.ts';

/** Without a recovery within this time, in milliseconds, the run fails. */
const recoveryTimeoutMs = 180_000;

/** Which process is killed, and in which setup. */
export type FaultPlan = {
  name: string;
  /** Two servers share one database by its URL. A single server has the embedded database. */
  servers: 1 | 2;
  victim: 'server' | 'database';
  kills: number;
  shoppers: number;
};

export type FaultReport = Verdict & {
  kills: number;
  replies: Record<string, number>;
  unexpected: readonly string[];
  slowestMilliseconds: number;
};

type Setup = {
  processes: readonly NinesProcess[];
  databaseUrl(): Promise<string>;
  killDatabase(): Promise<void>;
  end(): Promise<void>;
};

/**
 * Kills the victim with SIGKILL again and again, each time after a random number of further acknowledgements,
 * and waits until answers are accepted again. Then it compares the acknowledged answers with the stored ones,
 * and the rollups with a recount.
 */
export async function runFaults(plan: FaultPlan): Promise<FaultReport> {
  const folder = await mkdtemp(join(tmpdir(), 'nines-faults-'));
  const setup = await (plan.servers === 1 ? startEmbeddedSetup(folder) : startSharedSetup(folder));
  let shoppers: Shoppers | undefined;
  try {
    for (const each of setup.processes) await each.start();
    const [first] = setup.processes;
    const shop = await createShop(first!);
    const { publicKey } = shop;
    const urls = setup.processes.map(({ url }) => url);
    const ledger = createLedger(await orderTokens(first!, shop, 100));
    shoppers = startShoppers({ urls, publicKey, ledger, count: plan.shoppers });
    for (let kill = 0; kill < plan.kills; kill += 1) {
      await furtherAcknowledgements(ledger, randomInt(120, 600));
      await (plan.victim === 'database' ? setup.killDatabase() : killOne(setup.processes));
    }
    await furtherAcknowledgements(ledger, 100);
    return await report(plan, setup, ledger, shoppers);
  } finally {
    const stopped = shoppers?.stop();
    await setup.end();
    await stopped;
    await rm(folder, { recursive: true, force: true });
  }
}

async function report(
  plan: FaultPlan,
  setup: Setup,
  ledger: Ledger,
  shoppers: Shoppers,
): Promise<FaultReport> {
  await shoppers.stop();
  const sql = postgres(await setup.databaseUrl(), { max: 1, onnotice: () => {} });
  const verdict = await ledger.check(sql);
  await sql.end();
  return {
    kills: plan.kills,
    ...verdict,
    replies: shoppers.replies,
    unexpected: shoppers.unexpected,
    slowestMilliseconds: Math.round(shoppers.slowest()),
  };
}

/** One server with the embedded database. */
async function startEmbeddedSetup(folder: string): Promise<Setup> {
  const nines = ninesProcess(await freePort(), { DATA_DIR: folder });
  const cluster = join(folder, 'postgres');
  return {
    processes: [nines],
    async databaseUrl() {
      const password = (await readFile(join(cluster, 'nines-password'), 'utf8')).trim();
      const postmaster = await findPostmaster(cluster);
      return `postgres://nines:${password}@127.0.0.1:${postmaster!.port}/postgres`;
    },
    killDatabase: () => killPostmaster(cluster),
    async end() {
      await nines.stop();
    },
  };
}

/** Two servers with `DATABASE_URL`. This process runs the database and restarts it. */
async function startSharedSetup(folder: string): Promise<Setup> {
  const embedded = await startEmbedded(folder);
  const ports = [await freePort(), await freePort()];
  const processes = ports.map((port) => ninesProcess(port, { DATABASE_URL: embedded.url }));
  return {
    processes,
    databaseUrl: async () => embedded.url,
    killDatabase: () => killPostmaster(join(folder, 'postgres')),
    async end() {
      await Promise.all(processes.map((each) => each.stop()));
      await embedded.stop();
    },
  };
}

async function killOne(processes: readonly NinesProcess[]): Promise<void> {
  const victim = processes[randomInt(processes.length)]!;
  await victim.kill();
  await victim.start();
}

/** Sends SIGKILL and waits until the database is back: until then sessions of the killed one may still reply. */
async function killPostmaster(cluster: string): Promise<void> {
  const killed = await findPostmaster(cluster);
  if (!killed) throw new Error('There is no database to kill');
  process.kill(killed.pid, 'SIGKILL');
  const deadline = Date.now() + recoveryTimeoutMs;
  for (let found = killed; found.pid === killed.pid || !found.ready; await sleep(20)) {
    if (Date.now() > deadline) throw new Error('The database was not revived');
    found = (await findPostmaster(cluster)) ?? killed;
  }
}

/** Waits for this number of further acknowledgements. Throws when they do not come in time. */
async function furtherAcknowledgements(ledger: Ledger, count: number): Promise<void> {
  const enough = ledger.acknowledgements() + count;
  const deadline = Date.now() + recoveryTimeoutMs;
  while (ledger.acknowledgements() < enough) {
    if (Date.now() > deadline) throw new Error('Answers are not accepted any more');
    await sleep(2);
  }
}
