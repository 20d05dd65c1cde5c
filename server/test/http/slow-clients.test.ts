import Fastify, { type FastifyInstance } from 'fastify';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { limitBodyTime } from '../../src/http/connections.ts';

/** The timeout of bodies in this test. Connections are checked each second. */
const bodyTimeoutMs = 100;

let app: FastifyInstance;

beforeAll(async () => {
  app = Fastify();
  limitBodyTime(app, { bodyTimeoutMs });
  app.get('/slow', { config: { bodyTimeoutMs } }, async () => {
    await sleep(2_500);
    return 'done';
  });
  app.get('/', async () => 'done');
  app.post('/', async () => 'done');
  await app.listen();
});
afterAll(async () => {
  app.server.closeAllConnections();
  await app.close();
});

it.each([
  ['has come', '{}'],
  ['is still to come', ''],
])('a GET may take longer than the time for bodies, when its body %s', async (_, body) => {
  const { socket, received } = open();
  socket.write(`GET /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n${body}`);
  await expect.poll(received).toMatch(/\r\n\r\n./);
  expect(received()).toMatch(/^HTTP\/1\.1 200 [\s\S]*done$/);
  socket.destroy();
});

it('a GET whose body never ends gets its reply, and then its connection is closed', async () => {
  const { socket, received } = open();
  const dribble = setInterval(() => socket.write('a'), 50);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n');
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(dribble);
  expect(received()).toMatch(/^HTTP\/1\.1 200 [\s\S]*done$/);
});

it('a body that arrives after its reply does not close the connection of the next request', async () => {
  const { socket, received } = open();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{');
  await expect.poll(received).toMatch(/done$/);
  socket.write('}GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(received).toMatch(/done[\s\S]*done$/);
  socket.destroy();
});

/** A connection, and the text received over it. */
function open() {
  const { port } = app.server.address() as AddressInfo;
  let text = '';
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.on('data', (part: string) => (text += part)).on('error', () => {});
  return { socket, received: () => text };
}
