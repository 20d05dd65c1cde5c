import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as a receiver of webhooks got it. */
export type Received = { headers: IncomingHttpHeaders; text: string; at: number };

/** A shop's own server, on 127.0.0.1, that takes in webhooks. */
export type Receiver = {
  url: string;
  received: Received[];
  /** What the next requests are replied with; default 204. May take its time. */
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

/** Waits until `condition` holds; throws with `what` when it is not to be expected any more. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain until ${what}`);
    await sleep(20);
  }
}
