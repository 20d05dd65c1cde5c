import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createApi } from './api.ts';

let server: Server | undefined;
const asked: { url: string | undefined; authorization: string | undefined }[] = [];

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  asked.length = 0;
});

async function serve(status: number, body: string): Promise<string> {
  server = createServer((request, response) => {
    asked.push({ url: request.url, authorization: request.headers.authorization });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => {
    server?.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const question = { from: '2026-10-01', to: '2026-10-31', interval: 'day' } as const;

it('sends the key in a header and the question in the address', async () => {
  const origin = await serve(200, '{"survey":"a b"}');
  const reply = await createApi('sk_1', origin).getAggregate('a b', {
    ...question,
    by: ['moment', 'device'],
    compare: 'previous',
  });
  expect(reply.survey).toBe('a b');
  expect(asked).toEqual([
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
])('tells what a %i means: %s', async (status, code) => {
  const origin = await serve(status, '{"title":"No","requestId":"r-1"}');
  await expect(createApi('sk_1', origin).getShop()).rejects.toMatchObject({
    name: 'ApiError',
    code,
    requestId: 'r-1',
  });
});

it('takes an error page that is no problem document', async () => {
  const origin = await serve(502, '<h1>Bad gateway</h1>');
  await expect(createApi('sk_1', origin).getShop()).rejects.toMatchObject({ code: 'failed' });
});

it('says that the server is away, also when it answers with something else', async () => {
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

it('does not take a key that no header can carry for a server that is away', async () => {
  await expect(createApi('sleutel\u0301').getShop()).rejects.toMatchObject({
    code: 'unauthorised',
  });
});
