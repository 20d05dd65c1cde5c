import { z } from 'zod';
import { caseSchema } from './case.ts';
import { storedResponseSchema } from './response.ts';

/** A view that one person had. */
export const customerViewSchema = z.object({
  id: z.uuid(),
  kind: z.string(),
  viewedAt: z.iso.datetime(),
  moment: z.string(),
  channel: z.string(),
  device: z.string(),
  locale: z.string().nullable(),
  order: storedResponseSchema.shape.order,
});
export type CustomerView = z.infer<typeof customerViewSchema>;

/** `GET /v1/customers/{ref}`: everything that is kept about one person. */
export const customerSchema = z.object({
  responses: z.array(storedResponseSchema).describe('Newest first; the newest thousand'),
  views: z.array(customerViewSchema).describe('Newest first; the newest thousand'),
  cases: z.array(caseSchema).describe('Those opened last first; the last thousand'),
  people: z
    .array(
      z.object({
        email: z.string(),
        name: z.string().nullable(),
        properties: z.record(z.string(), z.unknown()),
        createdAt: z.iso.datetime(),
      }),
    )
    .describe('Their entry in the address list, where the shop keeps one'),
});
export type Customer = z.infer<typeof customerSchema>;

/** `DELETE /v1/customers/{ref}`: what the person was taken out of. */
export const forgottenSchema = z.object({ responses: z.int(), views: z.int(), people: z.int() });
export type Forgotten = z.infer<typeof forgottenSchema>;
