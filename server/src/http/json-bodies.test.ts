import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { readJsonBodies } from './json-bodies.ts';

it('handles a small body between large ones, and all of them', async () => {
  const app = Fastify();
  readJsonBodies(app);
  const handled: string[] = [];
  app.post<{ Body: { size: string } }>('/', async ({ body }) => {
    handled.push(body.size);
    return body.size;
  });
  await app.ready();
  const send = (payload: string) =>
    app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/json' },
      payload,
    });
  const filler = 'x'.repeat(100_000);
  const replies = await Promise.all([
    ...Array.from({ length: 20 }, () => send(JSON.stringify({ size: 'large', filler }))),
    send(JSON.stringify({ size: 'small' })),
    send(`{"size":"${filler}`),
  ]);
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([...Array(21).fill(200), 400]);
  expect(handled).toHaveLength(21);
  expect(handled.indexOf('small')).toBeLessThan(10);
  await app.close();
});
