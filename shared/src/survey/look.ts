import { z } from 'zod';
import { httpsUrl } from './url.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export const positions = ['bottom-right', 'bottom-left', 'top-right', 'top-left'] as const;

/** How the prompt looks. */
export const lookSchema = z.strictObject({
  /** `auto`: light or dark as the page's own background, or as the shopper's system where that cannot be told. */
  theme: z.enum(themes).default('auto'),
  /** The colour of the chosen score and the buttons. It is adapted where it would be hard to read. Absent: the text's colour. */
  brand: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, { error: 'must be a colour such as "#0a7f5a"' })
    .optional(),
  /** The radius of the card's corners, in CSS pixels. */
  radius: z.int().min(0).max(32).default(16),
  /** `own`: the device's interface font. `page`: the font of the shop's page. */
  font: z.enum(['own', 'page']).default('own'),
  /**
   * Whether the font, the brand colour and the corner radius are read from the shop's page. `brand` and `radius` are
   * used where the page does not show them.
   */
  match: z.boolean().default(false),
  /** On phones the prompt is always at the bottom. */
  position: z.enum(positions).default('bottom-right'),
  /** `neutral`: all scores have one colour, so none is suggested. `colours`: each band has its own. */
  scale: z.enum(['neutral', 'colours']).default('neutral'),
  /** The address of a small image above the question. Absent: none. */
  logo: httpsUrl.optional(),
});
export type LookSettings = z.infer<typeof lookSchema>;
