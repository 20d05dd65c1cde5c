import type { Logger } from 'pino';
import type { Timings } from '../config/timings.ts';
import type { Database } from '../database/pools.ts';
import { inTransaction, type Sql } from '../database/sql.ts';
import { openJobQueue, type JobQueue } from '../jobs/queue.ts';
import { findPending, recordAttempt, reopenDelivery } from './deliveries.ts';
import { relayEvents, type BodyFormat, type DeliveryJob } from './relay.ts';
import { patience, send } from './send.ts';
import { shopsWithWebhooks } from './store.ts';
import { sweep } from './sweep.ts';

/** Tells shops' own servers what happens. Until some shop has a webhook it does and costs nothing. */
export type Webhooks = {
  /** Which of these shops have a webhook, so that their events are to be noted. */
  among(shops: readonly number[]): readonly number[];
  /** Sends on what has been noted, now rather than at the next round. */
  wake(): void;
  /** Makes what webhooks need, where it is not there yet: before the first one is added. */
  prepare(): Promise<void>;
  /** Looks which shops have webhooks. Whoever adds one calls it; others see it within seconds. */
  refresh(): Promise<void>;
  /** Sends a delivery once more; `false` when there is none. */
  replay(key: { shopId: number; webhook: string; id: string }): Promise<boolean>;
  /** How many deliveries wait, for their turn or for their next try. */
  waiting(): Promise<number>;
  stop(): Promise<void>;
};

const hour = 3_600_000;

/** Tried 18 times in the course of a day, at first after 2 seconds. */
const rules = {
  timeoutS: patience / 1000 + 5,
  firstDelayS: 2,
  maxDelayS: 14_400,
  retries: 17,
};

export type WebhookOptions = {
  /** Lets events go to private addresses and over plain HTTP. */
  allowPrivate: boolean;
  /** Makes the bodies of webhooks in a format other than our own. */
  formats: { delighted: BodyFormat };
  timings: Timings;
};

export function createWebhooks(
  database: Pick<Database, 'pool' | 'open' | 'release'>,
  log: Logger,
  { allowPrivate, formats, timings }: WebhookOptions,
): Webhooks {
  const sql = database.pool;
  let shops: ReadonlySet<number> = new Set();
  let queue: Promise<JobQueue<DeliveryJob>> | undefined;
  let turn: Promise<void> | undefined;
  let again = false;
  let sweepAt = 0;
  let sweeping: Promise<void> | undefined;
  let isOver = false;

  function open(): Promise<JobQueue<DeliveryJob>> {
    queue ??= openJobQueue<DeliveryJob>(
      database,
      log,
      'webhook-delivery',
      { ...rules, pollMs: timings.jobPollMs },
      ({ data, last }) => deliver(sql, data, { last, allowPrivate }),
    ).catch((error: unknown) => {
      queue = undefined;
      throw error;
    });
    return queue;
  }

  async function refresh(): Promise<void> {
    const found = await shopsWithWebhooks(sql);
    // The queue first: an event is noted only where somebody will send it on.
    if (found.length > 0) await open();
    shops = new Set(found);
  }

  async function relay(): Promise<void> {
    again = false;
    const opened = await open();
    do again = false;
    while (!isOver && ((await relayEvents(sql, opened, formats)) > 0 || again));
    opened.wake();
  }

  function wake(): void {
    // What the last answers note stays noted for the next start.
    if (isOver) return;
    again = true;
    turn ??= relay()
      // Nothing is lost: what was noted stays so, and the next round takes it.
      .catch((err: unknown) => log.warn({ err }, 'webhook events wait'))
      .finally(() => {
        turn = undefined;
        if (again) wake();
      });
  }

  /** Also where no shop has a webhook any more: what there was is not to stay. */
  function sweepHourly(): void {
    if (Date.now() < sweepAt) return;
    sweepAt = Date.now() + hour;
    sweeping = sweep(sql, () => isOver).catch((err: unknown) =>
      log.warn({ err }, 'old webhook deliveries stay'),
    );
  }

  const timer = setInterval(() => {
    sweepHourly();
    void refresh().then(
      () => (shops.size > 0 ? wake() : undefined),
      () => {}, // the database is away, which readiness tells
    );
  }, timings.webhookPollMs).unref();

  return {
    among: (given) => (shops.size === 0 ? [] : given.filter((shop) => shops.has(shop))),
    wake,
    async prepare() {
      await open();
    },
    refresh,
    async replay(key) {
      const opened = await open();
      const found = await inTransaction(sql, async (transaction) => {
        if (!(await reopenDelivery(transaction, key))) return false;
        const data = { shop: key.shopId, delivery: key.id };
        await opened.add(transaction, [{ data, group: key.webhook }]);
        return true;
      });
      opened.wake();
      return found;
    },
    waiting: async () => (queue ? (await queue).waiting() : 0),
    async stop() {
      isOver = true;
      clearInterval(timer);
      await Promise.all([turn, sweeping]);
      await (await queue?.catch(() => undefined))?.stop();
    },
  };
}

/** Sends one delivery. Throws where it is to be tried again later. */
async function deliver(
  sql: Sql,
  { shop, delivery }: DeliveryJob,
  { last, allowPrivate }: { last: boolean; allowPrivate: boolean },
): Promise<void> {
  const message = await findPending(sql, shop, delivery);
  if (!message) return;
  const attempt = await send(message, allowPrivate);
  // 410 Gone is how a receiver says that it wants no more.
  const over = last || attempt.status === 410;
  const state = attempt.error === null ? 'delivered' : over ? 'failed' : 'pending';
  await recordAttempt(sql, shop, delivery, attempt, state);
  if (state === 'pending') throw new Error(attempt.error ?? '');
}
