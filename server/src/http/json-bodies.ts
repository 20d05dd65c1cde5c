import type { FastifyInstance } from 'fastify';

/** Above this many characters a body takes its turn. Answers are shorter. */
const largeLength = 16_384;

/**
 * Reads JSON bodies, of the large ones one in each turn of the event loop: reading and checking one takes
 * milliseconds. Between two of them the small requests that have arrived are handled.
 */
export function readJsonBodies(app: FastifyInstance): void {
  const read = app.getDefaultJsonParser('error', 'error');
  const waiting: (() => void)[] = [];
  function readNext(): void {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(readNext);
  }
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const readBody = () => read(request, body as string, done);
    if (body.length <= largeLength) return readBody();
    waiting.push(readBody);
    if (waiting.length === 1) setImmediate(readNext);
  });
}
