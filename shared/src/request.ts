import type { Problem } from './wire/problem.ts';

/** The part of `fetch` that the client uses, so that any implementation can be passed. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{ ok: boolean; status: number; text(): Promise<string> }>;

export type ClientOptions = {
  /** The address of the server, without a slash at its end. Empty: the host of the page. */
  url: string;
  /** A secret key. */
  key?: string;
  fetch: Fetch;
};

/** The filters. A list of values means any of them. */
export type Filters = Readonly<Record<string, string | readonly string[]>>;

/** An error reply of the server. */
export class NinesError extends Error {
  override readonly name = 'NinesError';
  readonly status: number;
  /** The problem document; `undefined` when the reply was something else. */
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? problem?.title ?? `The server replied with ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** Sends a request and resolves with the body of its reply. Rejects with a `NinesError` for an error reply. */
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

/** A path. Each value is escaped, so that it stays one segment. */
export function pathOf(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce((path, part, index) => path + encodeURIComponent(values[index - 1]!) + part);
}

/** A query string that begins with `?`, or an empty string. A list becomes a repeated parameter. */
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
