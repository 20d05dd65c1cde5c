import { z } from 'zod';
import { limits } from '../limits.ts';

/** The events that a webhook can receive. */
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

/** The format of the body: Nines' own, or that of Delighted's webhooks. */
export const webhookFormats = ['nines', 'delighted'] as const;

/** The default events of a webhook: all, or with the format `delighted` those that Delighted had. */
export function defaultEvents(format: (typeof webhookFormats)[number]): EventType[] {
  return eventTypes.filter((type) => format === 'nines' || !type.startsWith('case.'));
}

const events = z.array(z.enum(eventTypes)).min(1).max(eventTypes.length);

/** `POST /v1/webhooks` */
export const newWebhookSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://shop.example/hooks/nines' })
    .max(limits.url)
    .describe('The address for the events. It must be https and on the public internet'),
  events: events
    .optional()
    .describe('Which events are sent. Default: all; with `delighted`, those that Delighted had'),
  format: z
    .enum(webhookFormats)
    .default('nines')
    .describe(
      '`delighted`: the body has the shape of Delighted webhooks, for receivers written for them',
    ),
});
export type NewWebhook = z.infer<typeof newWebhookSchema>;

export const webhookSchema = newWebhookSchema.extend({
  events: events.describe('Which events are sent'),
  id: z.string(),
  createdAt: z.iso.datetime(),
  oldSecretUntil: z.iso
    .datetime()
    .nullable()
    .describe('Until when messages are signed with the old secret too; null: with one secret only'),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** `POST /v1/webhooks/{id}/secret` */
export const changedSecretSchema = z.object({
  secret: z.string().describe('Shown only in this reply'),
  oldSecretUntil: z.iso.datetime(),
});

export const createdWebhookSchema = webhookSchema.extend({
  secret: z
    .string()
    .describe(
      'Shown only in this reply. It verifies that a request comes from Nines (standardwebhooks.com)',
    ),
});

/** One attempt to deliver an event. */
export const attemptSchema = z.object({
  at: z.iso.datetime(),
  status: z.int().nullable().describe("The receiver's HTTP status; null when there was no reply"),
  error: z
    .string()
    .nullable()
    .describe(
      'Why it failed; null on success. It is one text for every cause that prevents a connection',
    ),
  milliseconds: z.int().describe('How long the receiver took to reply'),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** The delivery of an event to one webhook. */
export const deliverySchema = z.object({
  id: z.string().describe('The `webhook-id` header: the same for each attempt and each replay'),
  event: z.string(),
  state: z.enum(['pending', 'delivered', 'failed']),
  createdAt: z.iso.datetime(),
  attempts: z.array(attemptSchema).describe('Oldest first'),
  body: z.unknown().describe('The body that is sent; null once the person in it was erased'),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** The body of an event in the format `nines`. */
export const eventSchema = z.object({
  type: z.enum(eventTypes),
  timestamp: z.iso.datetime().describe('When it happened'),
  data: z
    .looseObject({})
    .describe(
      'The response as in `GET /v1/responses/{id}`, or the case as in `GET /v1/cases/{id}`',
    ),
});
