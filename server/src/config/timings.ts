export type Timings = { directoryMs: number; webhookPollMs: number; recountPollMs: number };
export const defaultTimings: Timings = {
  directoryMs: 5_000,
  webhookPollMs: 3_000,
  recountPollMs: 30_000,
};
