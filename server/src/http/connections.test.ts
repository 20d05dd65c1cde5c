import Fastify, { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { drain } from './connections.ts';

const hour = 3_600_000;
let app: FastifyInstance;

beforeEach(async () => {
  app = Fastify();
  app.get('/', async () => 'done');
  await app.listen();
});
afterEach(async () => {
  app.server.closeAllConnections();
  await app.close();
});

function open() {
  const { port } = app.server.address() as AddressInfo;
  return connect(port, '127.0.0.1').setEncoding('utf8');
}

it('draining ends at once when no connection is open', async () => {
  await drain(app, { drainQuietMs: hour, drainIdleMs: hour, drainEndMs: hour });
});

it('draining gives an open connection the reply to its next request', async () => {
  const socket = open();
  await once(app.server, 'connection');
  const drained = drain(app, { drainQuietMs: hour, drainIdleMs: hour, drainEndMs: hour });
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [reply] = (await once(socket, 'data')) as [string];
  expect(reply).toMatch(/connection: close[\s\S]*done$/i);
  await drained;
});

it('draining closes an idle connection once no request has come for a while', async () => {
  const socket = open();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  const closed = once(socket, 'close');
  await drain(app, { drainQuietMs: 50, drainIdleMs: hour, drainEndMs: hour });
  await closed;
});
