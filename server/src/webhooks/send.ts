import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { Attempt } from '@nines/shared/wire/webhook';
import { lookupPublic, refusalOf } from './destination.ts';

/** What is sent, and where. */
export type Message = { id: string; url: string; secret: string; body: string };

/** How long a receiver may take, in milliseconds. */
export const patience = 10_000;
/** What a receiver says is of no use to us, but a short reply is read so that it can say it. */
const mostRead = 65_536;

/**
 * Sends an event, signed as the Standard Webhooks specification has it, and tells what came of it: an
 * `error` unless the receiver replied with a 2xx. Redirects are not followed, for they could lead
 * anywhere. Never throws.
 */
export async function send(message: Message, allowPrivate: boolean): Promise<Attempt> {
  const start = new Date();
  const outcome = await post(message, start, allowPrivate).catch((error: unknown) => ({
    status: null,
    error: reasonOf(error),
  }));
  return {
    at: start.toISOString(),
    milliseconds: Date.now() - start.getTime(),
    ...outcome,
  };
}

async function post(
  { id, url, secret, body }: Message,
  now: Date,
  allowPrivate: boolean,
): Promise<Pick<Attempt, 'status' | 'error'>> {
  const target = new URL(url);
  const refusal = refusalOf(target, allowPrivate);
  if (refusal) return { status: null, error: `The URL ${refusal}` };
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(target, {
      method: 'POST',
      // A connection kept open would outlive the check of its address.
      agent: false,
      signal: AbortSignal.timeout(patience),
      ...(!allowPrivate && { lookup: lookupPublic }),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Nines',
        'webhook-id': id,
        'webhook-timestamp': Math.floor(now.getTime() / 1000),
        'webhook-signature': new Webhook(secret).sign(id, now, body),
      },
    })
      .once('response', resolve)
      .once('error', reject)
      .end(body);
  });
  discard(response);
  return { status: response.statusCode ?? null, error: faultOf(response.statusCode ?? 0) };
}

function discard(response: IncomingMessage): void {
  let bytes = 0;
  response
    .on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostRead) response.destroy();
    })
    .on('error', () => {}); // its status has been seen: all else is the receiver's affair
}

function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'It redirects, and redirects are not followed';
  return `It replied with ${status}`;
}

function reasonOf(error: unknown): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || name === 'AbortError') {
    return `No reply within ${patience / 1000} seconds`;
  }
  return (message || code || 'The connection failed').slice(0, 300);
}
