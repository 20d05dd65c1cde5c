import { z } from 'zod';
import { limits } from '../limits.ts';
import { filledText, machineName } from '../text.ts';

/** The built-in touchpoints. A shop may use others. */
export const moments = ['checkout', 'delivery', 'service', 'recovery', 'checkin'] as const;

/** The ways by which an answer reaches Nines. */
export const channels = ['widget', 'page', 'email', 'qr', 'api'] as const;

/** The classes of devices. */
export const devices = ['phone', 'tablet', 'desktop', 'other'] as const;
export type Device = (typeof devices)[number];
export const deviceSchema = z.enum(devices);

/** The four levels of service, and one below them. */
export const expectations = ['below', 'met', 'exceeded', 'delighted', 'amazed'] as const;

/** The value that stands for all values of a segment that are not counted separately. */
export const otherValue = '(other)';

export const momentSchema = machineName(limits.name).describe('The touchpoint being rated');
/** A BCP 47 language tag. */
export const localeSchema = z
  .string()
  .max(limits.locale)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, {
    error: 'must be a language tag such as "nl-NL"',
  });
/** An ISO 4217 code. */
export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be a currency of three capital letters such as "EUR"' });

/** The order that is rated. Without a token it is a remark; a token says all of it by itself. */
export const orderSchema = z
  .object({
    id: filledText(limits.orderId).optional(),
    value: z.number().min(0).max(limits.orderValue).optional(),
    currency: currencySchema.optional(),
    token: z
      .string()
      .max(limits.orderToken)
      .optional()
      .describe(
        'A signed order: a JWT (HS256) with the claims `order`, `value`, `currency`, and optionally `customer`, `email`, `moment`, `survey`, `exp`. Makes the answer verified; what it claims wins over what stands beside it',
      ),
  })
  .refine((order) => order.id !== undefined || order.token !== undefined, {
    path: ['id'],
    error: 'is needed where there is no token',
  });

/** The shopper, as far as the shop knows. Stored as a keyed hash only. */
export const customerSchema = z.object({
  id: filledText(limits.customerId).optional(),
  email: z.email().max(limits.email).optional(),
});

/** A customer as responses show it: a keyed hash, after a change of its key marked with which key it is. */
export const customerRefPattern = /^(?:[0-9a-f]{32}|k[1-9][0-9a-f]{30})$/;
