import Fastify, { type FastifyInstance } from 'fastify';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cutOffSlowBodies, patience } from '../../src/http/slow-clients.ts';

/** How long a body may take here, in milliseconds; somebody looks each second. */
const bodyMilliseconds = 100;

let app: FastifyInstance;
const given = { ...patience };

beforeAll(async () => {
  patience.body = bodyMilliseconds;
  app = Fastify();
  cutOffSlowBodies(app);
  app.get('/slow', { config: { bodyMilliseconds } }, async () => {
    await sleep(2_500);
    return 'done';
  });
  app.get('/', async () => 'done');
  app.post('/', async () => 'done');
  await app.listen();
});
afterAll(async () => {
  Object.assign(patience, given);
  app.server.closeAllConnections();
  await app.close();
});

it.each([
  ['has come', '{}'],
  ['is still to come', ''],
])('a GET is worked on for as long as it takes, though a body of it %s', async (_, body) => {
  const { socket, received } = open();
  socket.write(`GET /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n${body}`);
  await expect.poll(received).toMatch(/\r\n\r\n./);
  expect(received()).toMatch(/^HTTP\/1\.1 200 [\s\S]*done$/);
  socket.destroy();
});

it('but who dribbles the body of one for ever is cut off after the reply', async () => {
  const { socket, received } = open();
  const dribble = setInterval(() => socket.write('a'), 50);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n');
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(dribble);
  expect(received()).toMatch(/^HTTP\/1\.1 200 [\s\S]*done$/);
});

it('a body that came after its reply does not cost the next request its connection', async () => {
  const { socket, received } = open();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{');
  await expect.poll(received).toMatch(/done$/);
  socket.write('}GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(received).toMatch(/done[\s\S]*done$/);
  socket.destroy();
});

/** A connection, and what has come over it. */
function open() {
  const { port } = app.server.address() as AddressInfo;
  let text = '';
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.on('data', (part: string) => (text += part)).on('error', () => {});
  return { socket, received: () => text };
}
