import { z } from 'zod';
import { limits } from '../limits.ts';

/** An address that a shopper's browser loads or opens: `https:` only, at most 2,048 characters. */
export const httpsUrl = z
  .url({ protocol: /^https$/, error: 'must be an address that begins with "https://"' })
  .max(limits.url);
