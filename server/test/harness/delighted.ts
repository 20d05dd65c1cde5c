import { createRequire } from 'node:module';

/** The official client, unchanged. It has no types; tests assert what they read. */
// eslint-disable-next-line typescript/no-explicit-any
export type Client = any;

const delighted = createRequire(import.meta.url)('delighted') as (
  key: string,
  options: object,
) => Client;

/** The client as a shop configures it: with another host and another key. */
export function delightedClient(server: { url: string }, key: string): Client {
  const { hostname, port } = new URL(server.url);
  return delighted(key, { host: hostname, port, base: '/delighted/v1', scheme: 'http' });
}

/** What the client rejects with. */
export async function refusal(promise: PromiseLike<unknown>): Promise<Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('It was not refused');
}

/** In seconds since 1970. */
export const now = () => Math.floor(Date.now() / 1000);

/** Whether a time of the API lies between our time `from` and now. */
export function isSince(time: number, from: number): boolean {
  return time >= from && time <= now();
}

/** Responses of one person with these scores, `age` seconds ago. */
export async function rate(client: Client, scores: readonly number[], age = 0): Promise<void> {
  const person = await client.person.create({ email: 'rater@shop.example', send: false });
  // The same time for all: a second may end between two of them.
  const at = now() - age;
  for (const score of scores) {
    await client.surveyResponse.create({ person: person.id, score, created_at: at });
  }
}
