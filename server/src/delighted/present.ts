import type { StoredResponse } from '@nines/shared/wire/response';

/** A person of the shop's address list. */
export type Person = {
  id: number;
  email: string;
  name: string | null;
  customerRef: string;
  createdAt: Date;
  lastSentAt: Date | null;
  lastRespondedAt: Date | null;
  nextSurveyAt: Date | null;
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
export function presentPerson(person: Person) {
  return {
    id: String(person.id),
    email: person.email,
    name: person.name,
    created_at: seconds(person.createdAt),
    phone_number: null,
    last_sent_at: secondsOrNull(person.lastSentAt),
    last_responded_at: secondsOrNull(person.lastRespondedAt),
    next_survey_scheduled_at: secondsOrNull(person.nextSurveyAt),
  };
}

/** A response as `GET /survey_responses` lists it, with the id of its person or, expanded, the person. */
export function presentResponse(
  response: DatedResponse,
  person: Pick<Person, 'id' | 'email' | 'name' | 'createdAt'> | undefined,
  { expandPerson, publicUrl }: { expandPerson: boolean; publicUrl: string },
) {
  // Who answered in the shop is known by a hash, or not at all; a receiver still expects an id.
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

/** The effort and the expectation, as answers to additional questions. */
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
