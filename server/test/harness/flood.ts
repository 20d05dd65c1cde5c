import { connect, type Socket } from 'node:net';
import { limits } from '@nines/shared/limits';
import { uuidv7 } from './uuid.ts';

/** Clients that send without waiting for replies (HTTP pipelining), as far ahead as the server reads. */
export type Flood = {
  /** The size of each answer's body. */
  bytes: number;
  /** Replies by status. */
  replies: Record<string, number>;
  /** The number of replies by the reason of a refusal. */
  reasons: Record<string, number>;
  stop(): void;
};

/**
 * Opens `connections` connections. On each, `ahead` large answers are under way at any time, so the server
 * might have to hold connections × ahead × 8 kB.
 */
export async function startFlood(opts: {
  port: number;
  publicKey: string;
  connections: number;
  ahead: number;
}): Promise<Flood> {
  const { bytes } = largeAnswer(opts.publicKey);
  const flood = {
    bytes,
    replies: {} as Record<string, number>,
    reasons: {} as Record<string, number>,
  };
  const sockets = await Promise.all(
    Array.from({ length: opts.connections }, () => openSocket(opts.port)),
  );
  for (const socket of sockets) {
    let rest = '';
    socket.on('error', () => {}).setEncoding('latin1');
    socket.on('data', (text: string) => {
      const [statuses, left] = takeReplies(rest + text, flood);
      rest = left;
      for (let count = 0; count < statuses; count += 1)
        socket.write(largeAnswer(opts.publicKey).text);
    });
    for (let count = 0; count < opts.ahead; count += 1)
      socket.write(largeAnswer(opts.publicKey).text);
  }
  return {
    ...flood,
    stop() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

/** Counts the complete replies in `text`. Returns their number and the rest of the text. */
function takeReplies(
  text: string,
  { replies, reasons }: Pick<Flood, 'replies' | 'reasons'>,
): [number, string] {
  let [count, from] = [0, 0];
  for (;;) {
    const head = text.indexOf('\r\n\r\n', from);
    const length = Number(/content-length: (\d+)/i.exec(text.slice(from, head))?.[1]);
    const end = head + 4 + length;
    if (head < 0 || text.length < end) return [count, text.slice(from)];
    const status = text.slice(from + 9, from + 12);
    replies[status] = (replies[status] ?? 0) + 1;
    const reason = /"detail":"([^"]+)"/.exec(text.slice(head, end))?.[1];
    if (reason !== undefined) reasons[reason] = (reasons[reason] ?? 0) + 1;
    [count, from] = [count + 1, end];
  }
}

function largeAnswer(key: string): { text: string; bytes: number } {
  const properties = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [
      `property${index}`,
      'x'.repeat(limits.propertyValue),
    ]),
  );
  const answer = { id: uuidv7(), key, score: 9, comment: 'y'.repeat(limits.comment), properties };
  const url = `https://shop.example/${'z'.repeat(limits.url - 40)}`;
  const body = JSON.stringify({ ...answer, url });
  const head = `POST /v1/responses HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain`;
  const text = `${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  return { text, bytes: body.length };
}
