import { z } from 'zod';

/** An error as RFC 9457 has it, with the place of each fault in what was sent. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  requestId: z.string(),
  errors: z
    .array(
      z.object({
        path: z.string().describe('As in "order.value"; empty for the request as a whole'),
        message: z.string(),
      }),
    )
    .describe('At least one'),
});
export type Problem = z.infer<typeof problemSchema>;
