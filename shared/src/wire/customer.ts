import { z } from 'zod';
import { caseSchema } from './case.ts';
import { storedResponseSchema } from './response.ts';

/** A view by one person. */
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

/** `GET /v1/customers/{ref}`: everything that is stored about one person. */
export const customerSchema = z.object({
  responses: z.array(storedResponseSchema).describe('Newest first; the newest thousand'),
  views: z.array(customerViewSchema).describe('Newest first; the newest thousand'),
  cases: z.array(caseSchema).describe('The last opened first; the last thousand'),
  people: z
    .array(
      z.object({
        email: z.string(),
        name: z.string().nullable(),
        properties: z.record(z.string(), z.unknown()),
        createdAt: z.iso.datetime(),
      }),
    )
    .describe('Their entries in the address list, if the shop has one'),
});
export type Customer = z.infer<typeof customerSchema>;

/** `GET` and `POST /v1/shop/customer-key`: the key of the customers' hashes, which nobody is shown. */
export const customerKeySchema = z.object({
  rotations: z.int().describe('How often a new key was made'),
  maxRotations: z.int().describe('How often that is possible'),
  rehashing: z
    .boolean()
    .describe(
      'Whether stored hashes are still being made again. Meanwhile a person is found by hashes of both keys',
    ),
});
export type CustomerKey = z.infer<typeof customerKeySchema>;

/** `DELETE /v1/customers/{ref}`: how many rows the person was removed from. */
export const forgottenSchema = z.object({ responses: z.int(), views: z.int(), people: z.int() });
export type Forgotten = z.infer<typeof forgottenSchema>;
