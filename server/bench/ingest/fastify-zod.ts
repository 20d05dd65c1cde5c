import { serveWithZod } from './zod-app.ts';

/** Yardstick (b): checks and stores nothing. */
await serveWithZod(() => {});
