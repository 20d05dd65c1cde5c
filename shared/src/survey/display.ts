import { z } from 'zod';
import { limits } from '../limits.ts';
import { machineName } from '../text.ts';
import { devices } from '../wire/fields.ts';
import { languages } from './names.ts';

const days = z.int().min(0).max(3_650);

/** A pattern for a page's path ("/thanks*") or whole address. `*` matches any text. */
const pagePattern = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(\/|https?:\/\/|\*)[^\s]*$/, { error: 'must begin with "/", "https://" or "*"' });
const pages = z.array(pagePattern).max(20).default([]);

/** When the prompt appears: when every rule passes. An empty list always passes. */
export const displaySchema = z.strictObject({
  /** How long after the page is ready the prompt may appear, in seconds. */
  delay: z.number().min(0).max(3_600).default(1),
  /** How much of the page must have been seen, in percent of its height. */
  scroll: z.int().min(0).max(100).default(0),
  /** Whether to wait until the shopper is about to leave. */
  exitIntent: z.boolean().default(false),
  /** Whether to wait for `nines('show')`. */
  manual: z.boolean().default(false),
  /** The share of browsers that are asked, in percent. A browser's result stays the same. */
  share: z.number().min(0).max(100).default(100),
  /** How long a browser is not asked again after an answer, in days. */
  rest: days.default(90),
  /** The same after a prompt without an answer. Absent: as `rest`, but at most 30. */
  restAfterClose: days.optional(),
  /** The same after a prompt of another survey. Absent: as `rest`, but at most 7. */
  restAcross: days.optional(),
  /** The moments at which to ask. */
  moments: z.array(machineName(limits.name)).max(20).default([]),
  /** The pages on which to ask, and those on which not to ask. */
  pages,
  exceptPages: pages,
  devices: z.array(z.enum(devices)).max(devices.length).default([]),
  /** The shopper's languages. The prompt itself may be in another. */
  languages: z.array(z.enum(languages)).max(languages.length).default([]),
  /** When the survey starts and ends. Absent: no limit. */
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** Whether to wait for consent: by `nines('consent', true)`, Google Consent Mode or the TCF. */
  consent: z.boolean().default(false),
  /** Whether browsers with Global Privacy Control are not asked. */
  globalPrivacyControl: z.boolean().default(false),
});
export type DisplaySettings = z.infer<typeof displaySchema>;
