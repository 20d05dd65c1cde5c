import { z } from 'zod';
import { limits } from '../limits.ts';

/** What a shop's own server can be told of. */
export const eventTypes = [
  'response.created',
  'response.updated',
  'unsubscribe.created',
  'case.opened',
  'case.updated',
  'case.resolved',
  'case.withdrawn',
] as const;
export type EventType = (typeof eventTypes)[number];

/** How an event is written: as Nines does, or as Delighted's webhooks did. */
export const webhookFormats = ['nines', 'delighted'] as const;

/** What a webhook is told of that says nothing: all; in the format of a service, what that one told. */
export function defaultEvents(format: (typeof webhookFormats)[number]): EventType[] {
  return eventTypes.filter((type) => format === 'nines' || !type.startsWith('case.'));
}

const events = z.array(z.enum(eventTypes)).min(1).max(eventTypes.length);

/** `POST /v1/webhooks` */
export const newWebhookSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://shop.example/hooks/nines' })
    .max(limits.url)
    .describe('Where events are sent. It must be https and on the public internet'),
  events: events
    .optional()
    .describe('Which events are sent. Default: all; with `delighted`, those that this service had'),
  format: z
    .enum(webhookFormats)
    .default('nines')
    .describe('`delighted` writes the body as that service did, for receivers made for it'),
});
export type NewWebhook = z.infer<typeof newWebhookSchema>;

export const webhookSchema = newWebhookSchema.extend({
  events: events.describe('Which events are sent'),
  id: z.string(),
  createdAt: z.iso.datetime(),
});
export type Webhook = z.infer<typeof webhookSchema>;

export const createdWebhookSchema = webhookSchema.extend({
  secret: z
    .string()
    .describe('Shown this once. Check with it that a request is ours (standardwebhooks.com)'),
});

/** One try to hand over an event. */
export const attemptSchema = z.object({
  at: z.iso.datetime(),
  status: z.int().nullable().describe("The receiver's HTTP status; null when there was no reply"),
  error: z.string().nullable().describe('Why it failed; null when it did not'),
  milliseconds: z.int().describe('How long the receiver took'),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** An event on its way to one webhook. */
export const deliverySchema = z.object({
  id: z.string().describe('The `webhook-id` header: the same at each try and each replay'),
  event: z.string(),
  state: z.enum(['pending', 'delivered', 'failed']),
  createdAt: z.iso.datetime(),
  attempts: z.array(attemptSchema).describe('Oldest first'),
  body: z.unknown().describe('What is sent; null once the person in it has been erased'),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** The body of an event in the format `nines`. */
export const eventSchema = z.object({
  type: z.enum(eventTypes),
  timestamp: z.iso.datetime().describe('When it happened'),
  data: z
    .looseObject({})
    .describe(
      'The response as `GET /v1/responses/{id}` tells it, the case as `GET /v1/cases/{id}`',
    ),
});
