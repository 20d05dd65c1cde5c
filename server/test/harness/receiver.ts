import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a receiver of webhooks got; `at` is in milliseconds since 1970. */
export type Received = { headers: IncomingHttpHeaders; text: string; at: number };

/** A shop's own HTTP server on 127.0.0.1, to which webhooks are sent. */
export type Receiver = {
  url: string;
  received: Received[];
  /** Replies to the next requests; default 204. */
  reply: (request: Received) => Promise<Reply> | Reply;
  stop(): Promise<void>;
};

type Reply = { status: number; headers?: Record<string, string> };

export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', async () => {
      const received = { headers: request.headers, text, at: Date.now() };
      receiver.received.push(received);
      const { status, headers } = await receiver.reply(received);
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received: [],
    reply: () => ({ status: 204 }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
