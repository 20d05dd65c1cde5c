import { serveWithZod } from './zod-app.ts';

/** Yardstick (b): Fastify that validates the body and stores nothing. */
await serveWithZod(() => {});
