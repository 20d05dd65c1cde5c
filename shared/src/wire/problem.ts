import { z } from 'zod';

/** A problem document (RFC 9457), with the path of each error in the request. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  requestId: z.string(),
  errors: z
    .array(
      z.object({
        path: z.string().describe('Such as "order.value". Empty for the request as a whole'),
        message: z.string(),
      }),
    )
    .describe('At least one'),
});
export type Problem = z.infer<typeof problemSchema>;
