import { z } from 'zod';
import { limits } from '../limits.ts';

/** An address that a shopper's browser is sent to: `https:` only, and at most 2,048 characters. */
export const httpsUrl = z
  .url({ protocol: /^https$/, error: 'must be an address that begins with "https://"' })
  .max(limits.url);
