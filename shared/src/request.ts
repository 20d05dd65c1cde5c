import type { Problem } from './wire/problem.ts';

/** As much of `fetch` as is needed, so that any will do. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{ ok: boolean; status: number; text(): Promise<string> }>;

export type ClientOptions = {
  /** Where the server is, without a slash at its end; empty for the host of the page. */
  url: string;
  /** A secret key. */
  key?: string;
  fetch: Fetch;
};

/** What responses are filtered by; several values are alternatives. */
export type Filters = Readonly<Record<string, string | readonly string[]>>;

/** A reply that is an error. */
export class NinesError extends Error {
  override readonly name = 'NinesError';
  readonly status: number;
  /** What the server said; `undefined` when it was no problem document. */
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? problem?.title ?? `The server replied with ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Sends a request and gives the body of its reply. Rejects with a `NinesError`. */
export type Requester = <Body>(method: string, path: string, body?: object) => Promise<Body>;

export function createRequester({ url, key, fetch }: ClientOptions): Requester {
  return async <Body>(method: string, path: string, body?: object) => {
    const reply = await fetch(url + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new NinesError(reply.status, readProblem(text));
    return (text === '' ? undefined : JSON.parse(text)) as Body;
  };
}

function readProblem(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Partial<Problem> | null;
    return typeof problem?.title === 'string' ? (problem as Problem) : undefined;
  } catch {
    return undefined;
  }
}

/** A path whose values are each one segment, whatever is in them. */
export function pathOf(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce((path, part, index) => path + encodeURIComponent(values[index - 1]!) + part);
}

/** A query with what is given, from its question mark on; a list is repeated. */
export function queryOf(
  parameters: Readonly<Record<string, string | number | readonly string[] | undefined>>,
): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [value].flat().map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
