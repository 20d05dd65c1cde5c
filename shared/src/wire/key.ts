import { z } from 'zod';
import { filledText } from '../text.ts';

export const keyKinds = ['public', 'secret', 'signing'] as const;

/** What a key is for: `public` the tag, `secret` the private API, `signing` the orders that a shop signs. */
export type KeyKind = (typeof keyKinds)[number];

/** From the least to the most. Each may do what those before it may. */
export const roles = ['viewer', 'member', 'owner'] as const;

/** What somebody may do in a shop: `viewer` reads figures, `member` works, `owner` may do everything. */
export type Role = (typeof roles)[number];

/** Whether a role may do what another role may. */
export function includesRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** How many keys of each kind a shop may have. */
export const mostKeys = 50;

const aboutRoles =
  '`viewer` reads figures and settings, nothing of a person and no secret; `member` also reads responses, cases and customers, and works on cases; `owner` may do everything';

/** `POST /v1/shop/keys` */
export const newKeySchema = z
  .strictObject({
    kind: z.enum(keyKinds),
    name: filledText(80).optional().describe('What it is for, such as "Warehouse"'),
    role: z.enum(roles).optional().describe(`Of a secret key; default \`owner\`. ${aboutRoles}`),
    expiresAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('Of a secret key: when it stops working. Default: never'),
  })
  .superRefine(({ kind, role, expiresAt }, context) => {
    if (kind === 'secret') return;
    for (const [name, value] of Object.entries({ role, expiresAt })) {
      if (value === undefined) continue;
      context.addIssue({ code: 'custom', path: [name], message: 'only a secret key has one' });
    }
  });
export type NewKey = z.infer<typeof newKeySchema>;

/** A key in `GET /v1/shop/keys`. */
export const keySchema = z.object({
  id: z.string(),
  kind: z.enum(keyKinds),
  key: z.string().nullable().describe('Null for a secret key: only its hash is stored'),
  name: z.string().nullable(),
  role: z.enum(roles).nullable().describe(`Null unless it is a secret key. ${aboutRoles}`),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso
    .date()
    .nullable()
    .describe('The last day (UTC) on which a secret key was used; null when it was not'),
  closedAt: z.iso
    .datetime()
    .nullable()
    .describe(
      "When it was closed, of an owner's key that can still restore itself. It opens nothing else",
    ),
});
export type Key = z.infer<typeof keySchema>;

export const createdKeySchema = keySchema.extend({
  key: z.string().describe('A secret key is shown only in this reply'),
});
export type CreatedKey = z.infer<typeof createdKeySchema>;

/** `GET /v1/me` */
export const meSchema = z.object({
  shop: z.object({ id: z.string(), name: z.string() }),
  role: z.enum(roles).describe(aboutRoles),
  key: z
    .object({ id: z.string(), name: z.string().nullable() })
    .nullable()
    .describe('The secret key of the request; null for somebody who signed in'),
});
export type Me = z.infer<typeof meSchema>;
