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

const maxEvents = 200;

type NewDelivery = {
  shop: number;
  id: string;
  webhook: number;
  event: EventType;
  subject: string;
  body: string;
};

/**
 * Turns stored events into one delivery for each webhook that subscribes to them, each with its job, in one
 * transaction. So each event is processed exactly once, also when processes are killed or several relay at the
 * same time. Returns the number of events.
 */
export function relayEvents(
  sql: Sql,
  queue: JobQueue<DeliveryJob>,
  formats: { delighted: BodyFormat },
): Promise<number> {
  return inTransaction(sql, async (transaction) => {
    const events = await takeEvents(transaction);
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
      deliveries.map(({ shop, id, webhook }) => ({
        data: { shop, delivery: id },
        group: encodeId(webhook),
      })),
    );
    return events.length;
  });
}

async function takeEvents(sql: Sql): Promise<NotedEvent[]> {
  const rows = await sql<NotedEvent[]>`
    delete from webhook_events e
    using (select shop_id, seq from webhook_events order by seq limit ${maxEvents}
      for update skip locked) as t
    where e.shop_id = t.shop_id and e.seq = t.seq
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
