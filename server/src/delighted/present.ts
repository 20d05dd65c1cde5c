import { present, type ResponseRecord } from '../responses/columns.ts';
import type { BodyFormat } from '../webhooks/relay.ts';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { EventType } from '@nines/shared/wire/webhook';
import { findPeopleByRef, type Person } from '../addresses/people.ts';
import type { Sql } from '../database/sql.ts';

const eventNames: Partial<Record<EventType, string>> = {
  'response.created': 'survey_response.created',
  'response.updated': 'survey_response.updated',
};

/** A response with the time of its last change. */
export type DatedResponse = StoredResponse & { updatedAt: string | null };

/** A time as Delighted writes it: whole seconds since 1970. */
export function seconds(time: Date | string): number {
  return Math.floor(new Date(time).getTime() / 1000);
}

function secondsOrNull(time: Date | string | null): number | null {
  return time === null ? null : seconds(time);
}

/** A person as `GET /people` lists them. */
export function presentPerson(person: Person, lastRespondedAt: Date | null = null) {
  return {
    id: String(person.id),
    email: person.email,
    name: person.name,
    created_at: seconds(person.createdAt),
    phone_number: null,
    last_sent_at: secondsOrNull(person.lastSentAt),
    last_responded_at: secondsOrNull(lastRespondedAt),
    next_survey_scheduled_at: secondsOrNull(person.nextSurveyAt),
  };
}

/** A response as `GET /survey_responses` lists it, with the person or only with the person's id. */
export function presentResponse(
  response: DatedResponse,
  person: Pick<Person, 'id' | 'email' | 'name' | 'createdAt'> | undefined,
  { expandPerson, publicUrl }: { expandPerson: boolean; publicUrl: string },
) {
  // A shopper who is not in the address list has a hash or nothing. Clients always expect an id.
  const personId = person ? String(person.id) : (response.customer ?? response.id);
  return {
    id: response.id,
    person: expandPerson
      ? {
          id: personId,
          email: person?.email ?? null,
          name: person?.name ?? null,
          created_at: seconds(person?.createdAt ?? response.answeredAt),
        }
      : personId,
    survey_type: 'nps' as const,
    score: response.score,
    comment: response.comment,
    permalink: `${publicUrl}/v1/responses/${response.id}`,
    created_at: seconds(response.answeredAt),
    updated_at: secondsOrNull(response.updatedAt),
    person_properties: Object.keys(response.properties).length > 0 ? response.properties : null,
    notes: [] as never[],
    tags: response.reasons,
    additional_answers: additionalAnswers(response),
  };
}

/** The effort and the expectation, as Delighted's additional questions. */
function additionalAnswers({ effort, expectation }: StoredResponse) {
  const answers = [];
  const none = { free_response: null, scale: null, select_one: null, select_many: null };
  if (effort !== null) {
    answers.push({
      id: 'effort',
      value: { ...none, scale: effort },
      question: { id: 'effort', type: 'scale', text: 'How easy was it?' },
    });
  }
  if (expectation !== null) {
    answers.push({
      id: 'expectation',
      value: { ...none, select_one: { id: expectation, text: expectation } },
      question: { id: 'expectation', type: 'select_one', text: 'Did we meet your expectations?' },
    });
  }
  return answers;
}

/** A response as the API shows it, with the time of its last change. */
export function dated(record: ResponseRecord): DatedResponse {
  return { ...present(record), updatedAt: record.updatedAt };
}

/** Gives the function that makes the body of a webhook in Delighted's shape. */
export function createDelightedBody(publicUrl: string): BodyFormat {
  return (sql, event) => delightedBody(sql, event, publicUrl);
}

/**
 * The body of a webhook in Delighted's shape. A response has its whole person. Events that Delighted did
 * not have keep our names and data.
 */
async function delightedBody(sql: Sql, event: Parameters<BodyFormat>[1], publicUrl: string) {
  const name = eventNames[event.type];
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
