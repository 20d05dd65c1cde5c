import type { EventType } from '@nines/shared/wire/webhook';
import type { Sql } from '../database/sql.ts';
import type { BodyFormat } from '../webhooks/relay.ts';
import { findPeopleByRef } from './people.ts';
import { presentResponse, type DatedResponse } from './present.ts';

const names: Partial<Record<EventType, string>> = {
  'response.created': 'survey_response.created',
  'response.updated': 'survey_response.updated',
};

/** Gives the function that makes the body of a webhook as Delighted wrote it, with the person expanded. */
export function createDelightedBody(publicUrl: string): BodyFormat {
  return (sql, event) => delightedBody(sql, event, publicUrl);
}

async function delightedBody(
  sql: Sql,
  event: { shop: number; type: EventType; id: string; at: Date; data: object },
  publicUrl: string,
) {
  const name = names[event.type];
  if (!name) return { event_type: event.type, event_id: event.id, event_data: event.data };
  const updatedAt = event.type === 'response.updated' ? event.at.toISOString() : null;
  const response = { ...event.data, updatedAt } as DatedResponse;
  const refs = response.customer === null ? [] : [response.customer];
  const [person] = await findPeopleByRef(sql, event.shop, refs);
  return {
    event_type: name,
    event_id: event.id,
    event_data: presentResponse(response, person, { expandPerson: true, publicUrl }),
  };
}
