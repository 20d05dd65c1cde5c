import type { Logger } from 'pino';
import type { Timings } from '../config/timings.ts';
import type { Database } from '../database/pools.ts';
import { inTransaction, type Sql } from '../database/sql.ts';
import { openJobQueue, TryLater, type JobQueue } from '../jobs/queue.ts';
import { findPending, recordAttempt, reopenDelivery } from './deliveries.ts';
import { createHostSlots, type HostSlots } from './host-slots.ts';
import { groupOf, maxUntried, relayEvents, type BodyFormat, type DeliveryJob } from './relay.ts';
import { send } from './send.ts';
import { shopsWithWebhooks } from './store.ts';
import { sweep } from './sweep.ts';

/** Sends events to the shops' own servers. While no shop has a webhook, it uses no queue and stores no events. */
export type Webhooks = {
  /** Those of the shops that have a webhook. Only their events are stored. */
  among(shops: readonly number[]): readonly number[];
  /** Relays stored events now, before the next poll. */
  wake(): void;
  /** Opens the queue, which creates its tables. Call it before the first webhook is added. */
  prepare(): Promise<void>;
  /**
   * Reads again which shops have webhooks. Call it after a change; other processes see the change within
   * seconds.
   */
  refresh(): Promise<void>;
  /** Sends a delivery again; `false` when it does not exist. */
  replay(key: { shopId: number; webhook: string; id: string }): Promise<boolean>;
  /** How many deliveries are not done: queued, running, or waiting for a retry. */
  waiting(): Promise<number>;
  stop(): Promise<void>;
};

const hour = 3_600_000;

/** 18 attempts within a day. The first retry comes after 2 seconds. */
const rules = {
  firstDelayS: 2,
  maxDelayS: 14_400,
  retries: 17,
};

export type WebhookOptions = {
  /** Whether messages may go to private addresses and over plain HTTP. */
  allowPrivate: boolean;
  /** Makes the bodies in formats other than our own. */
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
  let relaying: Promise<void> | undefined;
  let again = false;
  let sweepAt = 0;
  let sweeping: Promise<void> | undefined;
  let isOver = false;
  const hosts = createHostSlots();
  /** Whether events of some shop wait until its earlier deliveries were tried. */
  let isHeldBack = false;
  let triedSince = 0;

  /** Relays again when a part of the deliveries was tried, which is sooner than the next poll. */
  function noteTried(): void {
    triedSince += 1;
    if (!isHeldBack || triedSince < maxUntried / 4) return;
    triedSince = 0;
    wake();
  }

  function open(): Promise<JobQueue<DeliveryJob>> {
    queue ??= openJobQueue<DeliveryJob>(
      database,
      log,
      'webhook-delivery',
      { ...rules, timeoutS: timings.webhookTimeoutMs / 1000 + 5, pollMs: timings.jobPollMs },
      ({ data, last }) =>
        deliver({ sql, log, hosts }, data, {
          last,
          allowPrivate,
          timeoutMs: timings.webhookTimeoutMs,
        }).finally(noteTried),
    ).catch((error: unknown) => {
      queue = undefined;
      throw error;
    });
    return queue;
  }

  async function refresh(): Promise<void> {
    const found = await shopsWithWebhooks(sql);
    // The queue first: an event may only be stored when somebody will send it.
    if (found.length > 0) await open();
    shops = new Set(found);
  }

  async function relay(): Promise<void> {
    again = false;
    const opened = await open();
    for (let moved = 1; !isOver && (moved > 0 || again);) {
      again = false;
      const round = await relayEvents(sql, opened, formats);
      moved = round.events;
      isHeldBack = round.isHeldBack;
      opened.wake();
    }
  }

  function wake(): void {
    // Events that are stored from now on are sent after the next start.
    if (isOver) return;
    again = true;
    relaying ??= relay()
      // Nothing is lost: the events stay stored, and the next round takes them.
      .catch((err: unknown) => log.warn({ err }, 'webhook events wait'))
      .finally(() => {
        relaying = undefined;
        if (again) wake();
      });
  }

  /** Also when no shop has a webhook any more, so that old deliveries do not stay. */
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
      () => {}, // the database is unavailable, which readiness reports
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
        await opened.add(transaction, [{ data, group: groupOf(key.shopId) }]);
        return true;
      });
      opened.wake();
      return found;
    },
    waiting: async () => (queue ? (await queue).waiting() : 0),
    async stop() {
      isOver = true;
      clearInterval(timer);
      await Promise.all([relaying, sweeping]);
      await (await queue?.catch(() => undefined))?.stop();
    },
  };
}

/** Sends one delivery. Throws when it must be retried. */
async function deliver(
  { sql, log, hosts }: { sql: Sql; log: Logger; hosts: HostSlots },
  { shop, delivery }: DeliveryJob,
  { last, ...options }: { last: boolean; allowPrivate: boolean; timeoutMs: number },
): Promise<void> {
  const message = await findPending(sql, shop, delivery);
  if (!message) return;
  const free = hosts.take(message.url);
  if (!free) throw new TryLater();
  const onError = (err: Error) => log.info({ err, shop, delivery }, 'a webhook did not connect');
  const attempt = await send(message, { ...options, onError }).finally(free);
  // 410 Gone means that the receiver wants no more messages.
  const over = last || attempt.status === 410;
  const state = attempt.error === null ? 'delivered' : over ? 'failed' : 'pending';
  await recordAttempt(sql, shop, delivery, attempt, state);
  if (state === 'pending') throw new Error(attempt.error ?? '');
}
