import { DemoError } from './demo-error.ts';
import type { DemoSettings } from './settings.ts';

/** One request to the private API. Throws a `DemoError` with what the server replied. */
export async function ask<Answer>(
  { apiUrl }: DemoSettings,
  token: string,
  method: 'POST' | 'PATCH',
  path: string,
  content: object | string,
): Promise<Answer> {
  const lines = typeof content === 'string';
  const reply = await fetch(apiUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': lines ? 'application/x-ndjson' : 'application/json',
    },
    body: lines ? content : JSON.stringify(content),
  });
  const text = await reply.text();
  if (!reply.ok)
    throw new DemoError(`${method} ${path} was answered with ${reply.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}
