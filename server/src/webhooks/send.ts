import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { Attempt } from '@nines/shared/wire/webhook';
import { lookupPublic, refusalOf } from './destination.ts';

/** A message and its destination. `secrets`: after a change, the old one too for a while. */
export type Message = { id: string; url: string; secrets: readonly string[]; body: string };

/** The reply's body is not used, but a short one is read, so that the receiver can finish sending it. */
const maxReplyBytes = 65_536;

/**
 * What a shop reads when no connection was made. It is one text for every cause: otherwise a shop could learn
 * from it which names and ports exist in the network of the server. How long the attempt took still differs.
 */
const noConnection =
  'No connection: the host must be on the public internet, and reachable over TLS with a valid certificate';

type Options = {
  allowPrivate: boolean;
  timeoutMs: number;
  /** Gets the error of a connection that failed. It may name private addresses, so it is for the log only. */
  onError: (error: Error) => void;
};

/**
 * Sends an event, signed as the Standard Webhooks specification says, and returns the attempt. It has an
 * `error` unless the receiver replied with a 2xx. Redirects are not followed, because they could lead to a
 * private network. Never throws.
 */
export async function send(
  message: Message,
  { allowPrivate, timeoutMs, onError }: Options,
): Promise<Attempt> {
  const start = new Date();
  const outcome = await post(message, { start, allowPrivate, timeoutMs }).catch((error: Error) => {
    onError(error);
    return { status: null, error: reasonOf(error, timeoutMs) };
  });
  return {
    at: start.toISOString(),
    milliseconds: Date.now() - start.getTime(),
    ...outcome,
  };
}

async function post(
  { id, url, secrets, body }: Message,
  { start, allowPrivate, timeoutMs }: Omit<Options, 'onError'> & { start: Date },
): Promise<Pick<Attempt, 'status' | 'error'>> {
  const target = new URL(url);
  const refusal = refusalOf(target, allowPrivate);
  if (refusal) return { status: null, error: `The URL ${refusal}` };
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(target, {
      method: 'POST',
      // A connection that is kept open would outlive the check of its address.
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(!allowPrivate && { lookup: lookupPublic }),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Nines',
        'webhook-id': id,
        'webhook-timestamp': Math.floor(start.getTime() / 1000),
        // One signature for each secret: a receiver looks for one that it can verify.
        'webhook-signature': secrets
          .map((secret) => new Webhook(secret).sign(id, start, body))
          .join(' '),
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
      if (bytes > maxReplyBytes) response.destroy();
    })
    .on('error', () => {}); // the status is known: errors after it do not matter
}

function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'It redirects, and redirects are not followed';
  return `It replied with ${status}`;
}

function reasonOf({ name }: Error, timeoutMs: number): string {
  if (name === 'TimeoutError' || name === 'AbortError') {
    return `No reply within ${timeoutMs / 1000} seconds`;
  }
  return noConnection;
}
