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

/** After how long recovery is no longer to be expected, in milliseconds. */
const patience = 180_000;

/** Who is killed, in which house. */
export type FaultPlan = {
  name: string;
  /** Two servers share one database by its URL; one alone has the embedded database. */
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

type House = {
  processes: readonly NinesProcess[];
  databaseUrl(): Promise<string>;
  killDatabase(): Promise<void>;
  end(): Promise<void>;
};

/**
 * Kills the victim with SIGKILL again and again, each time after a random number of further
 * acknowledgements, and waits for the answers to be taken in again; then compares what the shoppers
 * were told with what is stored, and the rollups with a recount.
 */
export async function runFaults(plan: FaultPlan): Promise<FaultReport> {
  const folder = await mkdtemp(join(tmpdir(), 'nines-faults-'));
  const house = await (plan.servers === 1 ? ownHouse(folder) : sharedHouse(folder));
  let shoppers: Shoppers | undefined;
  try {
    for (const each of house.processes) await each.start();
    const [first] = house.processes;
    const shop = await createShop(first!);
    const { publicKey } = shop;
    const urls = house.processes.map(({ url }) => url);
    const ledger = createLedger(await orderTokens(first!, shop, 100));
    shoppers = startShoppers({ urls, publicKey, ledger, count: plan.shoppers });
    for (let kill = 0; kill < plan.kills; kill += 1) {
      await furtherAcknowledgements(ledger, randomInt(20, 600));
      await (plan.victim === 'database' ? house.killDatabase() : killOne(house.processes));
    }
    await furtherAcknowledgements(ledger, 100);
    return await report(plan, house, ledger, shoppers);
  } finally {
    const stopped = shoppers?.stop();
    await house.end();
    await stopped;
    await rm(folder, { recursive: true, force: true });
  }
}

async function report(
  plan: FaultPlan,
  house: House,
  ledger: Ledger,
  shoppers: Shoppers,
): Promise<FaultReport> {
  await shoppers.stop();
  const sql = postgres(await house.databaseUrl(), { max: 1, onnotice: () => {} });
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
async function ownHouse(folder: string): Promise<House> {
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

/** Two servers on the database of a third party: here this process, which revives it. */
async function sharedHouse(folder: string): Promise<House> {
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

/** SIGKILL, and its return awaited: until then the sessions that it leaves behind may still answer. */
async function killPostmaster(cluster: string): Promise<void> {
  const killed = await findPostmaster(cluster);
  if (!killed) throw new Error('There is no database to kill');
  process.kill(killed.pid, 'SIGKILL');
  const deadline = Date.now() + patience;
  for (let found = killed; found.pid === killed.pid || !found.ready; await sleep(20)) {
    if (Date.now() > deadline) throw new Error('The database was not revived');
    found = (await findPostmaster(cluster)) ?? killed;
  }
}

/** Waits until so many more answers were acknowledged: no recovery, no end. */
async function furtherAcknowledgements(ledger: Ledger, count: number): Promise<void> {
  const enough = ledger.acknowledgements() + count;
  const deadline = Date.now() + patience;
  while (ledger.acknowledgements() < enough) {
    if (Date.now() > deadline) throw new Error('Answers are not taken in any more');
    await sleep(2);
  }
}
