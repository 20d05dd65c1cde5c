import { z } from 'zod';

/** An error as RFC 9457 has it, with the place of each fault in what was sent. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  requestId: z.string(),
  errors: z
    .array(z.object({ path: z.string().describe('As in "order.value"'), message: z.string() }))
    .optional(),
});
export type Problem = z.infer<typeof problemSchema>;
