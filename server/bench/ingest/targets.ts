import postgres from 'postgres';
import { migrate } from '../../src/database/migrate.ts';
import { decodeId } from '../../src/database/ids.ts';
import type { Sql } from '../../src/database/sql.ts';
import {
  startChild,
  startBenchCluster,
  startNines,
  type BenchNines,
} from '../harness/processes.ts';
import type { Endings } from '../harness/endings.ts';

/** The four servers that are compared, each a process with a port of its own. */
export const targetNames = ['bare', 'zod', 'each', 'nines'] as const;
export type TargetName = (typeof targetNames)[number];
export type Target = { port: number; pid: number };
export type Targets = {
  each: Readonly<Record<TargetName, Target>>;
  /** The PostgreSQL in which two of them store. */
  postgresPid: number;
  nines: BenchNines;
  /** The database of Nines, in which the bench counts the stored answers. */
  ninesDatabase: string;
};

/** Starts all four. The two that store have databases in the same PostgreSQL. */
export async function startTargets(shopCount: number, endings: Endings): Promise<Targets> {
  const cluster = await startBenchCluster(endings);
  const ninesDatabase = await cluster.createDatabase();
  const eachDatabase = await cluster.createDatabase();
  const sql = postgres(eachDatabase, { max: 1, onnotice: () => {} });
  await migrate(sql as unknown as Sql);
  await sql.end();

  const nines = await startNines(ninesDatabase, shopCount, endings);
  const shops = nines.shops.map(({ publicKey, shopId, surveyId }) => [
    publicKey,
    [decodeId(shopId), decodeId(surveyId)],
  ]);
  async function start(program: string, args: readonly string[] = []): Promise<Target> {
    const url = new URL(program, import.meta.url);
    const { child, message } = await startChild<{ port: number }>(url, args, endings);
    return { port: message.port, pid: child.pid! };
  }
  return {
    nines,
    ninesDatabase,
    postgresPid: cluster.pid,
    each: {
      bare: await start('./bare-http.ts'),
      zod: await start('./fastify-zod.ts'),
      each: await start('./insert-each.ts', [eachDatabase, JSON.stringify(shops)]),
      nines,
    },
  };
}
