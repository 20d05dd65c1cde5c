import { z } from 'zod';
import { limits } from '../limits.ts';
import { machineName } from '../text.ts';
import { devices } from '../wire/fields.ts';
import { languages } from './names.ts';

const days = z.int().min(0).max(3_650);

/**
 * A page by its path, in which `*` stands for anything ("/thanks*"), or by its whole address. Few
 * stars, since each may try every place in the address.
 */
const pagePattern = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(\/|https?:\/\/|\*)[^\s]*$/, { error: 'must begin with "/", "https://" or "*"' })
  .refine((pattern) => pattern.split('*').length <= 4, { error: 'must hold at most three "*"' });
const pages = z.array(pagePattern).max(20).default([]);

/** When the prompt appears. Every rule must let it; an empty list lets everything. */
export const displaySchema = z.strictObject({
  /** How long after the page is ready the prompt appears, in seconds. */
  delay: z.number().min(0).max(3_600).default(1),
  /** How much of the page must have been seen, in percent of its height. */
  scroll: z.int().min(0).max(100).default(0),
  /** Whether to wait until the shopper is about to leave. */
  exitIntent: z.boolean().default(false),
  /** Whether to wait for `nines('show')`. */
  manual: z.boolean().default(false),
  /** In percent of the browsers; the same browser always falls on the same side. */
  share: z.number().min(0).max(100).default(100),
  /** How long a browser is left alone after it answered, in days. */
  rest: days.default(90),
  /** The same after it was asked and did not answer. Absent: as `rest`, but at most 30. */
  restAfterClose: days.optional(),
  /** The same after it was asked by another survey. Absent: as `rest`, but at most 7. */
  restAcross: days.optional(),
  /** The moments to ask at. */
  moments: z.array(machineName(limits.name)).max(20).default([]),
  /** The pages to ask on, and those never to ask on. */
  pages,
  exceptPages: pages,
  devices: z.array(z.enum(devices)).max(devices.length).default([]),
  /** The languages of the shopper, whatever language the prompt then speaks. */
  languages: z.array(z.enum(languages)).max(languages.length).default([]),
  /** The first and the last moment to ask. Absent: no such limit. */
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** Whether to wait for consent: `nines('consent', true)`, Google Consent Mode or the TCF's. */
  consent: z.boolean().default(false),
  /** Whether not to ask a browser that sends Global Privacy Control. */
  globalPrivacyControl: z.boolean().default(false),
});
export type DisplaySettings = z.infer<typeof displaySchema>;
