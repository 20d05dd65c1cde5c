import { randomUUID } from 'node:crypto';
import type { EventType, Webhook } from '@nines/shared/wire/webhook';
import { type Sql, inTransaction } from '../database/sql.ts';
import { rowsStatement } from '../database/rows.ts';
import { encodeId } from '../database/ids.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { NewEvent } from './events.ts';

/** The content of a job: the delivery to send. */
export type DeliveryJob = { shop: number; delivery: string };

/** An event as stored. */
export type NotedEvent = NewEvent & { seq: number; at: Date };

/** Makes the body of an event in another format than our own. `id` is that of the delivery. */
export type BodyFormat = (
  sql: Sql,
  event: { shop: number; type: EventType; id: string; at: Date; data: object },
) => Promise<object>;

type Target = { shop: number; id: number; events: string[]; format: Webhook['format'] };

/** Events that one transaction takes, of all its shops together. */
const maxEvents = 200;
/** Shops in one transaction. */
const maxShops = 50;
/**
 * Deliveries of a shop that were not tried yet. Its other events wait, so that the queue, which takes the oldest
 * job first, never holds many of one shop before those of another.
 */
export const maxUntried = 400;
/**
 * Deliveries of a shop that are not over, most of which wait for their next try. Its other events wait as long:
 * to a receiver that is gone, a row of a million retries would slow the look-up of every job.
 */
const maxPending = 20_000;
/** A delivery that was not tried for so long has lost its job, and does not count any more; milliseconds. */
const untriedMs = 3_600_000;

/** The group of a shop's jobs: a few of them run at once, so that no shop takes all that run. */
export function groupOf(shopId: number): string {
  return encodeId(shopId);
}

type NewDelivery = {
  shop: number;
  id: string;
  webhook: number;
  event: EventType;
  subject: string;
  body: string;
};

/** The result of a round of all shops. */
export type Round = {
  /** How many events became deliveries. */
  events: number;
  /** Whether a shop has more events than it may have deliveries now. */
  isHeldBack: boolean;
};

/** A shop with stored events, and how many of them may become deliveries now. */
type Share = { shop: number; room: number };

/**
 * Turns stored events into deliveries, with one round of all shops that have some: however many events one
 * shop has, it gets its share of each round, and the others get theirs.
 */
export async function relayEvents(
  sql: Sql,
  queue: Pick<JobQueue<DeliveryJob>, 'add'>,
  formats: { delighted: BodyFormat },
): Promise<Round> {
  const shares = await findShares(sql);
  const open = shares.filter(({ room }) => room > 0);
  let events = 0;
  for (let start = 0; start < open.length; start += maxShops) {
    events += await relayShares(sql, queue, formats, open.slice(start, start + maxShops));
  }
  return { events, isHeldBack: open.length < shares.length };
}

/**
 * Turns events of some shops into one delivery for each webhook that subscribes to them, each with its job, in
 * one transaction. So each event is processed exactly once, also when processes are killed or several relay at
 * the same time. Returns the number of events.
 */
function relayShares(
  sql: Sql,
  queue: Pick<JobQueue<DeliveryJob>, 'add'>,
  formats: { delighted: BodyFormat },
  shares: readonly Share[],
): Promise<number> {
  return inTransaction(sql, async (transaction) => {
    const events = await takeEvents(transaction, shares);
    if (events.length === 0) return 0;
    const targets = await findTargets(transaction, [...new Set(events.map(({ shop }) => shop))]);
    const deliveries: NewDelivery[] = [];
    for (const event of events) {
      const { shop, type, subject } = event;
      for (const { id: webhook, format } of targets.filter((each) => wants(each, event))) {
        const id = randomUUID();
        const body = await bodyOf(transaction, { ...event, id }, format, formats);
        deliveries.push({ shop, id, webhook, event: type, subject, body });
      }
    }
    await insertDeliveries(transaction, deliveries);
    await queue.add(
      transaction,
      deliveries.map(({ shop, id }) => ({
        data: { shop, delivery: id },
        group: groupOf(shop),
      })),
    );
    return events.length;
  });
}

/** The shops with stored events, and how many events of each fit beside its deliveries that were not tried yet. */
async function findShares(sql: Sql): Promise<Share[]> {
  const since = new Date(Date.now() - untriedMs);
  // Subselects, so that each shop costs one look at an index, however many events there are.
  const rows = await sql<{ shop: number; webhooks: number; untried: number; pending: number }[]>`
    select shop_id as shop, webhooks, (
      select count(*)::int from webhook_deliveries d
      where d.shop_id = w.shop_id and d.state = 'pending' and d.attempts = '[]'
        and d.created_at > ${since}
    ) as untried, (
      select count(*)::int from (
        select from webhook_deliveries d where d.shop_id = w.shop_id and d.state = 'pending'
        limit ${maxPending}
      ) as p
    ) as pending
    from (select shop_id, count(*)::int as webhooks from webhooks group by shop_id) as w
    where (select min(seq) from webhook_events e where e.shop_id = w.shop_id) is not null
    order by shop_id`;
  return rows.map(({ shop, webhooks, untried, pending }) => {
    const room = Math.max(0, Math.min(maxUntried - untried, maxPending - pending));
    return { shop, room: Math.ceil(room / webhooks) };
  });
}

async function takeEvents(sql: Sql, shares: readonly Share[]): Promise<NotedEvent[]> {
  const most = Math.ceil(maxEvents / shares.length);
  const shops = shares.map(({ shop }) => shop);
  const rooms = shares.map(({ room }) => Math.min(room, most));
  const rows = await sql<NotedEvent[]>`
    delete from webhook_events e
    using unnest(${shops}::bigint[], ${rooms}::int[]) as s (shop_id, room),
      lateral (
        select n.seq from webhook_events n where n.shop_id = s.shop_id order by n.seq limit s.room
        for update skip locked
      ) as t
    where e.shop_id = s.shop_id and e.seq = t.seq
    returning e.shop_id as shop, e.seq, e.type, e.subject, e.noted_at as at, e.data`;
  return rows.toSorted((one, other) => one.seq - other.seq);
}

function findTargets(sql: Sql, shops: number[]): Promise<Target[]> {
  return sql<Target[]>`
    select shop_id as shop, id, events, format from webhooks
    where shop_id = any(${shops}::bigint[])`;
}

function wants({ shop, events }: Target, event: NotedEvent): boolean {
  return shop === event.shop && events.includes(event.type);
}

async function bodyOf(
  sql: Sql,
  event: NotedEvent & { id: string },
  format: Webhook['format'],
  formats: { delighted: BodyFormat },
): Promise<string> {
  if (format === 'delighted') return JSON.stringify(await formats.delighted(sql, event));
  const { type, at, data } = event;
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

const insertDeliveries = rowsStatement<NewDelivery>({
  columns: [
    { type: 'bigint', valueOf: ({ shop }) => shop },
    { type: 'uuid', valueOf: ({ id }) => id },
    { type: 'bigint', valueOf: ({ webhook }) => webhook },
    { type: 'text', valueOf: ({ event }) => event },
    { type: 'text', valueOf: ({ subject }) => subject },
    { type: 'text', valueOf: ({ body }) => body },
  ],
  text: (rows) => `
    insert into webhook_deliveries (shop_id, id, webhook_id, event, subject, body) values ${rows}`,
});
