import { readFile } from 'node:fs/promises';

/** What a request and its replies look like, by operation such as `POST /v1/responses`. */
export type Examples = Record<
  string,
  { request?: unknown; responses: Record<string, unknown> } | undefined
>;

export const examplesFile = new URL('./examples.json', import.meta.url);

/** The examples, which the tests record from the server itself and hold to its schemas. */
export async function readExamples(): Promise<Examples> {
  return JSON.parse(await readFile(examplesFile, 'utf8')) as Examples;
}
