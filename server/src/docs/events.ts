import { z } from 'zod';
import { storedResponseSchema } from '@nines/shared/wire/response';
import { eventSchema } from '@nines/shared/wire/webhook';

/** What a receiver is sent, for the section `webhooks` of the description. */
export function describeEvents(example: object | undefined) {
  const told = { 'response.created': 'A new response', 'response.updated': 'A changed response' };
  return Object.fromEntries(
    Object.entries(told).map(([type, summary]) => {
      const schema = z.toJSONSchema(
        eventSchema.extend({ type: z.literal(type), data: storedResponseSchema }),
      );
      delete schema.$schema;
      return [
        type,
        {
          post: {
            tags: ['Webhooks'],
            operationId: type,
            summary,
            description:
              'The headers `webhook-id`, `webhook-timestamp` and `webhook-signature` tell that it is from here.',
            security: [],
            requestBody: {
              content: {
                'application/json': {
                  schema,
                  ...(example && {
                    example: { type, timestamp: '2026-11-23T09:41:07.285Z', data: example },
                  }),
                },
              },
            },
            responses: {
              '2XX': { description: 'It has arrived; anything else and it comes again' },
            },
          },
        },
      ];
    }),
  );
}
