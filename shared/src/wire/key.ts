import { z } from 'zod';

export const keyKinds = ['public', 'secret', 'signing'] as const;

/** What a key is for: `public` the tag, `secret` the private API, `signing` the orders that a shop signs. */
export type KeyKind = (typeof keyKinds)[number];

/** `POST /v1/shop/keys` */
export const newKeySchema = z.strictObject({ kind: z.enum(keyKinds) });

/** A key in `GET /v1/shop/keys`. */
export const keySchema = z.object({
  id: z.string(),
  kind: z.enum(keyKinds),
  key: z.string().nullable().describe('Null for a secret key: only its hash is stored'),
  createdAt: z.iso.datetime(),
});
export type Key = z.infer<typeof keySchema>;

export const createdKeySchema = keySchema.extend({
  key: z.string().describe('A secret key is shown only in this reply'),
});
export type CreatedKey = z.infer<typeof createdKeySchema>;
