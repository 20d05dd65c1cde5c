import { z } from 'zod';
import { httpsUrl } from './url.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export const positions = ['bottom-right', 'bottom-left', 'top-right', 'top-left'] as const;

/** How the prompt looks. */
export const lookSchema = z.strictObject({
  /** `auto` follows the shopper's own setting. */
  theme: z.enum(themes).default('auto'),
  /** Of the chosen score and the buttons; made readable where it is not. Absent: ink on paper. */
  brand: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, { error: 'must be a colour such as "#0a7f5a"' })
    .optional(),
  /** Of the card's corners, in CSS pixels. */
  radius: z.int().min(0).max(32).default(16),
  /** `own`: the device's interface font. `page`: the one the shop's page has. */
  font: z.enum(['own', 'page']).default('own'),
  /** On phones the prompt is a sheet at the bottom wherever it is set. */
  position: z.enum(positions).default('bottom-right'),
  /** `neutral` steers nobody. `colours` tints the bands; the numbers still tell them apart. */
  scale: z.enum(['neutral', 'colours']).default('neutral'),
  /** A small picture above the question. Absent: none. */
  logo: httpsUrl.optional(),
});
export type LookSettings = z.infer<typeof lookSchema>;
