import { z } from 'zod';

export const keyKinds = ['public', 'secret'] as const;

/** What a key opens: `public` for the tag, `secret` for the private API. */
export type KeyKind = (typeof keyKinds)[number];

/** `POST /v1/shop/keys` */
export const newKeySchema = z.strictObject({ kind: z.enum(keyKinds) });

/** A key as `GET /v1/shop/keys` tells it. */
export const keySchema = z.object({
  id: z.string(),
  kind: z.enum(keyKinds),
  key: z.string().nullable().describe('A public key; of a secret key only the hash is kept: null'),
  createdAt: z.iso.datetime(),
});
export type Key = z.infer<typeof keySchema>;

export const createdKeySchema = keySchema.extend({
  key: z.string().describe('A secret key is shown this once'),
});
export type CreatedKey = z.infer<typeof createdKeySchema>;
