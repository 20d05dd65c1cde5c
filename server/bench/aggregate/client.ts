import { Agent, request } from 'node:http';
import { type Spread, spreadOf } from '../harness/report.ts';

/** What is requested, and from which server. */
export type Target = { port: number; path: string; headers: Record<string, string> };
export type Reply = { status: number; body: string; headers: Record<string, unknown> };

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Sends one request over a connection that stays open. */
export function ask({ port, path, headers }: Target): Promise<Reply> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers, agent }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () =>
        resolve({
          status: reply.statusCode!,
          body: Buffer.concat(chunks).toString(),
          headers: reply.headers,
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/**
 * Sends requests one after the other, `times` in all, and returns their milliseconds. Throws unless each has this
 * status.
 */
export async function time(target: Target, times: number, status = 200): Promise<Spread> {
  const waits: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const began = performance.now();
    const reply = await ask(target);
    waits.push(performance.now() - began);
    if (reply.status !== status) throw new Error(`${target.path}: ${reply.status} ${reply.body}`);
  }
  return spreadOf(waits);
}
