import Fastify from 'fastify';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';

/** The yardstick: a Fastify route that sends the same bytes and does nothing else. */
const [file = ''] = process.argv.slice(2);
const bytes = await readFile(file);
const app = Fastify();
app.get('/loader.js', (_, reply) =>
  reply
    .headers({ 'content-encoding': 'br', 'cache-control': 'public, max-age=300' })
    .type('text/javascript; charset=utf-8')
    .send(bytes),
);
await app.listen({ port: 0, host: '127.0.0.1' });
process.send!({ port: (app.server.address() as AddressInfo).port });
process.on('disconnect', () => process.exit());
