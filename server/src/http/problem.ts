import type { Problem } from '@nines/shared/wire/problem';

/** One fault in what was sent: its place, as in `order.value`, and what is wrong there. */
export type Fault = { path: string; message: string };

const titles: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'A key is needed',
  403: 'Not allowed',
  404: 'Not found',
  408: 'Too slow',
  409: 'It conflicts with what is there',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Well-formed, but something in it is wrong',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Something went wrong here',
  503: 'Not available right now',
};

/** An error that whoever sent the request may read: it becomes a problem document (RFC 9457). */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly statusCode: number;
  readonly faults: readonly Fault[] | undefined;
  /** Seconds after which to try again. */
  readonly retryAfter: number | undefined;

  constructor(
    statusCode: number,
    detail: string,
    more: { faults?: readonly Fault[]; retryAfter?: number } = {},
  ) {
    super(detail);
    this.statusCode = statusCode;
    this.faults = more.faults;
    this.retryAfter = more.retryAfter;
  }
}

/** What the client reads of a problem. */
export function documentOf(
  { statusCode, message, faults }: HttpProblem,
  requestId: string,
): Problem {
  return {
    type: 'about:blank',
    title: titleOf(statusCode),
    status: statusCode,
    detail: message,
    requestId,
    errors: faults ? [...faults] : [{ path: '', message }],
  };
}

export function titleOf(status: number): string {
  return titles[status] ?? (status < 500 ? 'The request is not right' : titles[500]!);
}

/** 422 for one field. */
export function wrongField(path: string, message: string): HttpProblem {
  return new HttpProblem(422, `${path}: ${message}`, { faults: [{ path, message }] });
}

/** 404; also for what belongs to another shop, as if it were not there. */
export function notFound(what: string): HttpProblem {
  return new HttpProblem(404, `There is no such ${what}`);
}
