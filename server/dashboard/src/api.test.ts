import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createApi } from './api.ts';

let server: Server | undefined;
const requests: { url: string | undefined; authorization: string | undefined }[] = [];

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  requests.length = 0;
});

/** Starts a server with a fixed reply and returns its origin. */
async function serve(status: number, body: string): Promise<string> {
  server = createServer((request, response) => {
    requests.push({ url: request.url, authorization: request.headers.authorization });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => {
    server?.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const october = { from: '2026-10-01', to: '2026-10-31', interval: 'day' } as const;

it('sends the key in a header and the request in the URL', async () => {
  const origin = await serve(200, '{"survey":"a b"}');
  const reply = await createApi('sk_1', origin).getAggregate('a b', {
    ...october,
    by: ['moment', 'device'],
    compare: 'previous',
  });
  expect(reply.survey).toBe('a b');
  expect(requests).toEqual([
    {
      url: '/v1/surveys/a%20b/aggregate?from=2026-10-01&to=2026-10-31&interval=day&by=moment%2Cdevice&compare=previous',
      authorization: 'Bearer sk_1',
    },
  ]);
});

it.each([
  [401, 'unauthorised'],
  [429, 'busy'],
  [503, 'busy'],
  [500, 'failed'],
  [404, 'failed'],
])('reports status %i as %s', async (status, code) => {
  const origin = await serve(status, '{"title":"No","requestId":"r-1"}');
  await expect(createApi('sk_1', origin).getShop()).rejects.toMatchObject({
    name: 'ApiError',
    code,
    requestId: 'r-1',
  });
});

it('accepts an error reply that is not a problem document', async () => {
  const origin = await serve(502, '<h1>Bad gateway</h1>');
  await expect(createApi('sk_1', origin).getShop()).rejects.toMatchObject({ code: 'failed' });
});

it('reports a refused connection and a reply that is not JSON as unreachable', async () => {
  const origin = await serve(200, '<h1>Welcome to this network</h1>');
  await expect(createApi('sk_1', origin).listSurveys()).rejects.toMatchObject({
    code: 'unreachable',
  });
  await new Promise((resolve) => {
    server?.close(resolve);
    server?.closeAllConnections();
  });
  await expect(createApi('sk_1', origin).getShop()).rejects.toMatchObject({ code: 'unreachable' });
});

it('reports a key with characters that a header cannot contain as unauthorised', async () => {
  await expect(createApi('sleutel\u0301').getShop()).rejects.toMatchObject({
    code: 'unauthorised',
  });
});
