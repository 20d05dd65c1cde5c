import Fastify from 'fastify';
import type { AddressInfo } from 'node:net';

/** A server that always replies with the same JSON: the least that a server can take for these bytes. */
const app = Fastify();
let body = '{}';
app.get('/*', (_, reply) => reply.type('application/json; charset=utf-8').send(body));
process.on('message', (given: string) => {
  body = given;
  process.send!('ready');
});
await app.listen({ port: 0, host: '127.0.0.1' });
process.send!((app.server.address() as AddressInfo).port);
process.once('SIGTERM', () => process.exit(0));
