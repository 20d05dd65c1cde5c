import { z } from 'zod';
import { limits } from '../limits.ts';
import { filledText } from '../text.ts';
import { currencySchema, localeSchema } from './fields.ts';

const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'must be a time zone such as "Europe/Amsterdam"' });
const badge = z
  .boolean()
  .describe('Whether the score is public at `/badge/PUBLIC_KEY.svg`. Default: false');
const retentionDays = z
  .int()
  .min(1)
  .max(3_650)
  .nullable()
  .describe(
    'After how many days comments, reply addresses, customers, orders, page addresses and properties are removed from answers and views. Scores stay. `null` (the default): never',
  );
const answers = z
  .enum(['any', 'signed'])
  .describe(
    'Which answers are taken: `signed` refuses those without a signed order, so that nobody but customers moves the score. At first `any`',
  );
const loyalty = z
  .boolean()
  .describe(
    'Whether the tag reports which orders were placed and by which customer, so that repeat purchase can be measured. Where the survey waits for consent, the tag waits too. Default: false',
  );
const origin = z
  .string()
  .max(limits.url)
  .regex(/^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/, {
    error: 'must be an origin such as "https://shop.example", without a path',
  });

/** `POST /v1/shops` */
export const newShopSchema = z.strictObject({
  name: filledText(80),
  origins: z.array(origin).max(50).describe("The shop's own origins, from which answers may come"),
  timezone: timeZone.default('Europe/Amsterdam'),
  currency: currencySchema.default('EUR'),
  locale: localeSchema.default('en'),
});
export type NewShop = z.infer<typeof newShopSchema>;

/** `PATCH /v1/shop`: a field that is left out does not change. */
export const shopPatchSchema = z.strictObject({
  name: newShopSchema.shape.name.optional(),
  origins: newShopSchema.shape.origins.optional(),
  timezone: timeZone.optional(),
  currency: currencySchema.optional(),
  locale: localeSchema.optional(),
  badge: badge.optional(),
  answers: answers.optional(),
  loyalty: loyalty.optional(),
  retentionDays: retentionDays.optional(),
});

export type ShopPatch = z.infer<typeof shopPatchSchema>;

export const createdShopSchema = z.object({
  shopId: z.string(),
  publicKey: z.string(),
  secretKey: z.string().describe('Shown only in this reply; only its hash is stored'),
  surveyId: z.string(),
  snippet: z.string().describe('The tag to paste before </body>'),
});
export type CreatedShop = z.infer<typeof createdShopSchema>;

/** `GET /v1/shop` */
export const shopSchema = newShopSchema.extend({
  id: z.string(),
  timezone: z.string(),
  publicKey: z.string(),
  snippet: createdShopSchema.shape.snippet,
  badge,
  answers,
  loyalty,
  retentionDays,
  signingKeys: z
    .array(z.object({ kid: z.string(), secret: z.string() }))
    .describe(
      'Newest first; empty unless an owner asks. The text of `secret` is the key of the JWTs that sign orders (`order.token`), `kid` goes into their header. Keep them on your server',
    ),
});

/**
 * Abbreviations are rejected, because JavaScript and PostgreSQL read them differently: one takes AST as
 * Anchorage, the other as Halifax.
 */
function isTimeZone(name: string): boolean {
  if (!name.includes('/') && name.toUpperCase() !== 'UTC') return false;
  // Zones of old Java programs, which only some engines know.
  if (name.startsWith('SystemV/')) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
