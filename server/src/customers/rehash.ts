import { setTimeout as sleep } from 'node:timers/promises';
import { rehashPeople, rehashSuppressions } from '../addresses/rehash.ts';
import { inTransaction, retryCollisions, type Sql } from '../database/sql.ts';
import { rehashResponses } from '../responses/rehash.ts';
import { endRehash, findShop } from '../shops/store.ts';
import { rehashViews } from '../views/rehash.ts';
import { rehashSubjects } from '../webhooks/rehash.ts';
import { currentForm, refPrefix, type Secrets } from './identity.ts';

/** Rows of one transaction: few enough that no answer waits noticeably. */
const stepRows = 500;
const first = '00000000-0000-0000-0000-000000000000';

/**
 * Makes a shop's stored hashes again by its last secret, if that is requested, from the time on when every process
 * uses it. Each hash says by which secret it was made, so an interrupted run begins again from the start and
 * changes only what is left.
 */
export async function rehashShop(
  sql: Sql,
  shopId: number,
  { stopped }: { stopped: AbortSignal },
): Promise<void> {
  for (;;) {
    const shop = await findShop(sql, shopId);
    if (!shop?.rehashDueAt || stopped.aborted) return;
    const wait = shop.rehashDueAt.getTime() - Date.now();
    if (wait > 0) {
      await sleep(Math.min(wait, 250));
      continue;
    }
    const secrets = shop.customerSecrets;
    await rehashAll(sql, shopId, secrets, { stopped });
    if (!stopped.aborted) await endRehash(sql, shopId, secrets.length);
  }
}

/** Goes through all tables with hashes once, in small transactions. `limit`: the rows of one. */
export async function rehashAll(
  sql: Sql,
  shopId: number,
  secrets: Secrets,
  { stopped, limit = stepRows }: { stopped: AbortSignal; limit?: number },
): Promise<void> {
  const how = {
    rehash: (ref: string) => currentForm(ref, secrets),
    prefix: refPrefix(secrets.length - 1),
    limit,
  };
  const step = <Result>(work: (transaction: Sql) => Promise<Result>) =>
    retryCollisions(() => inTransaction(sql, work));
  for (const table of [rehashResponses, rehashViews]) {
    let after: string | undefined = first;
    while (after !== undefined && !stopped.aborted) {
      const from: string = after;
      after = await step((transaction) => table(transaction, shopId, { ...how, after: from }));
    }
  }
  for (const table of [rehashPeople, rehashSuppressions]) {
    let isLeft = true;
    while (isLeft && !stopped.aborted) {
      isLeft = await step((transaction) => table(transaction, shopId, how));
    }
  }
  if (!stopped.aborted) await step((transaction) => rehashSubjects(transaction, shopId, how));
}
