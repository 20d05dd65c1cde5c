import { randomUUID } from 'node:crypto';
import type { EventType, Webhook } from '@nines/shared/wire/webhook';
import { caseOf, withdrawnCaseOf, type CaseRow, type WithdrawnRow } from '../cases/present.ts';
import type { Sql } from '../database/connect.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { encodeId } from '../id.ts';
import { responseOf, type Snapshot } from '../responses/snapshot.ts';

/** What a job of the queue names. */
export type DeliveryJob = { shop: number; delivery: string };

/** An event as noted; of a response or a case `snapshot` is its row. */
export type NotedEvent = {
  shop: number;
  seq: number;
  type: EventType;
  subject: string;
  at: Date;
  snapshot: object;
};

/** Gives the body of an event in the format of another service. */
export type BodyWriter = (
  sql: Sql,
  event: { shop: number; type: EventType; id: string; at: Date; data: object },
  publicUrl: string,
) => Promise<object>;

/** The bodies in formats other than ours, each by its format. */
export type Bodies = Record<Exclude<Webhook['format'], 'nines'>, BodyWriter>;

type BodyOptions = { publicUrl: string; bodies: Bodies };

type Target = { shop: number; id: number; events: string[]; format: Webhook['format'] };

const mostAtOnce = 200;

/**
 * Turns noted events into a delivery for each webhook that asks for them, each with its job, all in
 * one transaction: whatever is killed, and however many processes do this at once, each event is
 * turned exactly once. Gives how many there were.
 */
export async function relayEvents(
  sql: Sql,
  queue: JobQueue<DeliveryJob>,
  options: BodyOptions,
): Promise<number> {
  return sql.begin(async (transaction) => {
    const within = transaction as unknown as Sql;
    const events = await takeEvents(within);
    if (events.length === 0) return 0;
    const targets = await findTargets(within, [...new Set(events.map(({ shop }) => shop))]);
    const deliveries = [];
    for (const event of events) {
      for (const target of targets.filter((each) => wants(each, event))) {
        const id = randomUUID();
        const body = await bodyOf(within, event, { format: target.format, id, ...options });
        deliveries.push({
          shop: event.shop,
          id,
          webhook: target.id,
          event: event.type,
          subject: event.subject,
          body,
        });
      }
    }
    if (deliveries.length > 0) await insertDeliveries(within, deliveries);
    await queue.add(
      within,
      deliveries.map(({ shop, id, webhook }) => ({
        data: { shop, delivery: id },
        group: encodeId(webhook),
      })),
    );
    return events.length;
  }) as Promise<number>;
}

async function takeEvents(sql: Sql): Promise<NotedEvent[]> {
  const rows = await sql<NotedEvent[]>`
    delete from webhook_events e
    using (select shop_id, seq from webhook_events order by seq limit ${mostAtOnce}
      for update skip locked) as t
    where e.shop_id = t.shop_id and e.seq = t.seq
    returning e.shop_id as shop, e.seq, e.type, e.subject, e.noted_at as at, e.snapshot`;
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
  event: NotedEvent,
  { format, id, publicUrl, bodies }: Pick<Target, 'format'> & { id: string } & BodyOptions,
): Promise<string> {
  const data = dataOf(event);
  if (format !== 'nines') {
    return JSON.stringify(await bodies[format](sql, { ...event, id, data }, publicUrl));
  }
  return JSON.stringify({ type: event.type, timestamp: event.at.toISOString(), data });
}

function dataOf({ type, snapshot }: NotedEvent): object {
  if (type === 'case.withdrawn') return withdrawnCaseOf(snapshot as WithdrawnRow);
  if (type.startsWith('case.')) return caseOf(snapshot as CaseRow);
  return type.startsWith('response.') ? responseOf(snapshot as Snapshot) : snapshot;
}

async function insertDeliveries(sql: Sql, deliveries: readonly object[]): Promise<void> {
  await sql`
    insert into webhook_deliveries (shop_id, id, webhook_id, event, subject, body)
    select shop, id, webhook, event, subject, body
    from json_to_recordset(${JSON.stringify(deliveries)}::text::json) as t
      (shop bigint, id uuid, webhook bigint, event text, subject text, body text)`;
}
