import { DemoError } from './demo-error.ts';
import type { DemoSettings } from './settings.ts';

/** Sends a request to the private API. `content` is JSON, or NDJSON as a string. Throws a `DemoError` with the reply's text. */
export async function ask<Answer>(
  { apiUrl }: DemoSettings,
  token: string,
  method: 'POST' | 'PATCH',
  path: string,
  content: object | string,
): Promise<Answer> {
  const isNdjson = typeof content === 'string';
  const reply = await fetch(apiUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': isNdjson ? 'application/x-ndjson' : 'application/json',
    },
    body: isNdjson ? content : JSON.stringify(content),
  });
  const text = await reply.text();
  if (!reply.ok)
    throw new DemoError(`${method} ${path} was answered with ${reply.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}
