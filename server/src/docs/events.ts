import { z } from 'zod';
import { storedResponseSchema } from '@nines/shared/wire/response';
import { eventSchema, type EventType } from '@nines/shared/wire/webhook';
import { personSchema } from '../delighted/schemas.ts';

type Told = { summary: string; data: z.ZodType; example: object | undefined };

/**
 * What a receiver is sent, for the section `webhooks` of the description. The examples are a response
 * and a person of the Delighted-compatible API.
 */
export function describeEvents(response: object | undefined, person: object | undefined) {
  const answered = { data: storedResponseSchema, example: response };
  const told: Record<EventType, Told> = {
    'response.created': { summary: 'A new response', ...answered },
    'response.updated': { summary: 'A changed response', ...answered },
    'unsubscribe.created': {
      summary: 'A person of the address list wants no more surveys',
      data: z.object({ person: personSchema, unsubscribed_at: z.int() }),
      example: person && { person, unsubscribed_at: 1_795_426_867 },
    },
  };
  return Object.fromEntries(
    Object.entries(told).map(([type, event]) => [type, { post: describe(type, event) }]),
  );
}

function describe(type: string, { summary, data, example }: Told) {
  const schema = z.toJSONSchema(eventSchema.extend({ type: z.literal(type), data }));
  delete schema.$schema;
  const body = { type, timestamp: '2026-11-23T09:41:07.285Z', data: example };
  return {
    tags: ['Webhooks'],
    operationId: type,
    summary,
    description:
      'The headers `webhook-id`, `webhook-timestamp` and `webhook-signature` tell that it is from here.',
    security: [],
    requestBody: {
      content: { 'application/json': { schema, ...(example && { example: body }) } },
    },
    responses: { '2XX': { description: 'It has arrived; anything else and it comes again' } },
  };
}
