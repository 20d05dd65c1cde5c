import { z } from 'zod';
import { caseSchema, withdrawnCaseSchema, type Case } from '@nines/shared/wire/case';
import { storedResponseSchema } from '@nines/shared/wire/response';
import { eventSchema, type EventType } from '@nines/shared/wire/webhook';
import { personSchema } from '../delighted/schemas.ts';

type EventDescription = { summary: string; data: z.ZodType; example: object | undefined };

/**
 * The section `webhooks` of the description: the messages to receivers. `examples` are a response, a case, and
 * a person of the Delighted-compatible API.
 */
export function describeEvents(examples: {
  response: object | undefined;
  case: object | undefined;
  person: object | undefined;
}) {
  const { response, person } = examples;
  const answered = { data: storedResponseSchema, example: response };
  const work = { data: caseSchema, example: examples.case };
  const events: Record<EventType, EventDescription> = {
    'response.created': { summary: 'A new response', ...answered },
    'response.updated': { summary: 'A changed response', ...answered },
    'unsubscribe.created': {
      summary: 'A person of the address list wants no more surveys',
      data: z.object({ person: personSchema, unsubscribed_at: z.int() }),
      example: person && { person, unsubscribed_at: 1_795_426_867 },
    },
    'case.opened': { summary: 'A new case', ...work },
    'case.updated': {
      summary:
        'A case with another status or owner, a new note, or an answer that the shopper changed',
      ...work,
    },
    'case.resolved': { summary: 'A case that has been resolved', ...work },
    'case.withdrawn': {
      summary: 'A case that was removed: the shopper raised the score before anybody worked on it',
      data: withdrawnCaseSchema,
      example: examples.case && withdrawnExample(examples.case as Case),
    },
  };
  return Object.fromEntries(
    Object.entries(events).map(([type, event]) => [type, { post: describe(type, event) }]),
  );
}

function withdrawnExample({ id, survey, openedAt }: Case) {
  return { id, survey, score: 9, openedAt };
}

function describe(type: string, { summary, data, example }: EventDescription) {
  const schema = z.toJSONSchema(eventSchema.extend({ type: z.literal(type), data }));
  delete schema.$schema;
  const body = { type, timestamp: '2026-11-23T09:41:07.285Z', data: example };
  return {
    tags: ['Webhooks'],
    operationId: type,
    summary,
    description:
      'The headers `webhook-id`, `webhook-timestamp` and `webhook-signature` prove that it is from Nines.',
    security: [],
    requestBody: {
      content: { 'application/json': { schema, ...(example && { example: body }) } },
    },
    responses: { '2XX': { description: 'Delivered. With any other status the event is retried' } },
  };
}
