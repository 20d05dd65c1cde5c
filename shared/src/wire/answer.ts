import { z } from 'zod';
import { limits } from '../limits.ts';
import { filledText, machineName, text } from '../text.ts';
import {
  channels,
  customerSchema,
  expectations,
  localeSchema,
  momentSchema,
  orderSchema,
} from './fields.ts';

const key = z.string().min(1).max(64).describe("The shop's public key");

/** `POST /v1/responses`: the whole answer as it stands; a higher revision replaces a lower one. */
export const answerSchema = z.object({
  id: z.uuidv7().toLowerCase().describe('Made by the client, once for each answer'),
  key,
  survey: z.string().max(16).optional().describe("Default: the shop's oldest active survey"),
  revision: z.int().min(1).max(limits.revision).default(1),
  score: z.int().min(0).max(10),
  comment: text(limits.comment).optional(),
  reasons: z.array(machineName(limits.reason)).max(limits.reasons).optional(),
  effort: z.int().min(1).max(7).optional().describe('1 (very hard) … 7 (very easy)'),
  expectation: z.enum(expectations).optional(),
  moment: momentSchema.default('checkout'),
  channel: z.enum(channels).default('api'),
  locale: localeSchema.optional(),
  url: text(limits.url).optional(),
  order: orderSchema.optional(),
  customer: customerSchema.optional().describe('Kept as a keyed hash only'),
  replyTo: z
    .email()
    .max(limits.email)
    .optional()
    .describe('An e-mail address that the shopper typed in to be answered; the only one kept'),
  properties: z
    .record(
      filledText(limits.propertyKey),
      z.union([text(limits.propertyValue), z.number(), z.boolean()]),
    )
    .refine((properties) => Object.keys(properties).length <= limits.properties, {
      error: `must have at most ${limits.properties} entries`,
    })
    .optional(),
});
export type Answer = z.infer<typeof answerSchema>;

/** What a stored answer is acknowledged with. */
export const receiptSchema = z.object({ id: z.uuidv7(), revision: z.int() });

/** `POST /v1/views`: the prompt was seen, or (`kind: "order"`) the order page was. */
export const viewSchema = z.object({
  id: answerSchema.shape.id,
  key,
  survey: answerSchema.shape.survey,
  kind: z.enum(['prompt', 'order']).default('prompt'),
  moment: momentSchema.default('checkout'),
  channel: answerSchema.shape.channel,
  locale: localeSchema.optional(),
  order: orderSchema.optional(),
  customer: customerSchema.optional(),
});
export type View = z.infer<typeof viewSchema>;
