import postgres from 'postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../config.ts';

/** Held by the process that owns an embedded database, for as long as it lives. */
const ownerLock = 909_009;

/** What makes this process the only owner of an embedded database, until it is released. */
export type Owner = { release(): Promise<void> };

/**
 * Makes this process the only owner of an embedded database; `undefined` when another is. The lock
 * goes with its connection, so it is taken again when the database was killed and has come back.
 * Throws a `StartError` when the database lets nobody in.
 */
export async function becomeOwner(url: string): Promise<Owner | undefined> {
  let released = false;
  const sql = postgres(url, {
    max: 1,
    max_lifetime: null,
    connect_timeout: 5,
    backoff: () => 0.2,
    onnotice: () => {},
    onclose: () => void takeAgain(),
  });
  async function takeAgain(): Promise<void> {
    while (!released && !(await take(sql).catch(() => false))) await sleep(200);
  }
  async function release(): Promise<void> {
    released = true;
    await sql.end({ timeout: 1 });
  }
  try {
    // A killed owner's lock goes with its connection, a moment later.
    for (let attempt = 0; attempt < 20; attempt += 1) {
      if (await take(sql)) return { release };
      await sleep(100);
    }
  } catch (error) {
    await release();
    throw new StartError(`The database does not answer: ${(error as Error).message}`);
  }
  await release();
  return undefined;
}

async function take(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql`select pg_try_advisory_lock(${ownerLock}) as held`;
  return Boolean(row?.['held']);
}
