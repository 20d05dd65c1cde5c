import type { z } from 'zod';
import { problemSchema, type Problem } from '@nines/shared/wire/problem';

/** One fault in a request: its path, as in `order.value`, and what is wrong there. */
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

/** An error that the client may read. It is sent as a problem document (RFC 9457). */
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

/** The problem document that the client gets. */
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

/** What a status means, in words. */
export function titleOf(status: number): string {
  return titles[status] ?? (status < 500 ? 'The request is not right' : titles[500]!);
}

/** 422 for one field. */
export function wrongField(path: string, message: string): HttpProblem {
  return new HttpProblem(422, `${path}: ${message}`, { faults: [{ path, message }] });
}

/** 404. Also for things of another shop, so that nobody learns that they exist. */
export function notFound(what: string): HttpProblem {
  return new HttpProblem(404, `There is no such ${what}`);
}

/** The value as the schema gives it. Throws a 422 that names each wrong field. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(value);
  if (error) throw invalid(error.issues);
  return data;
}

/** A request may have thousands of faults; the reply names the first ones. */
const maxFaults = 20;

/** The 422 for the issues that zod found. */
export function invalid(issues: readonly z.core.$ZodIssue[]): HttpProblem {
  const faults = issues.slice(0, maxFaults).map(toFault);
  const [first] = faults;
  if (!first) return new HttpProblem(422, 'It is not valid', { faults });
  const detail = first.path ? `${first.path}: ${first.message}` : first.message;
  return new HttpProblem(422, detail, { faults });
}

function toFault({ path, message }: z.core.$ZodIssue): Fault {
  return { path: path.map(String).join('.').slice(0, 300), message: message.slice(0, 300) };
}

/** The problem documents that a route may reply with, for the `response` of its schema. */
export function problems(...statuses: number[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: titleOf(status),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
