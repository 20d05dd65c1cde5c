import postgres from 'postgres';
import { setTimeout as sleep } from 'node:timers/promises';

/** Held by the process that owns an embedded database, for as long as it lives. */
const ownerLock = 909_009;

/**
 * Makes this process the only owner of an embedded database; `undefined` when another is. The lock
 * goes with its connection, so it is taken again when the database was killed and has come back.
 */
export async function becomeOwner(url: string): Promise<{ release(): Promise<void> } | undefined> {
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
  // A killed owner's lock goes with its connection, a moment later.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (await take(sql)) {
      return {
        async release() {
          released = true;
          await sql.end({ timeout: 1 });
        },
      };
    }
    await sleep(100);
  }
  released = true;
  await sql.end();
  return undefined;
}

async function take(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql`select pg_try_advisory_lock(${ownerLock}) as held`;
  return Boolean(row?.['held']);
}
