import type { Aggregate, Dimension, Interval } from '@nines/shared/wire/aggregate';
import type { Problem } from '@nines/shared/wire/problem';
import type { shopSchema } from '@nines/shared/wire/shop';
import type { Survey } from '@nines/shared/wire/survey';
import type { z } from 'zod';
import { ApiError, type ApiErrorCode } from './api-error.ts';
import type { Day } from './dates.ts';

/** The shop that the key opens. */
export type Shop = z.infer<typeof shopSchema>;

/** What to count; both days are included and of the shop's time zone. */
export type AggregateRequest = {
  from: Day;
  to: Day;
  interval: Interval;
  by?: readonly Dimension[];
  compare?: 'previous';
};

/** The private API as one shop sees it. Every function rejects with an `ApiError`, or when aborted. */
export type Api = {
  /** `GET /v1/shop` */
  getShop(signal?: AbortSignal): Promise<Shop>;
  /** `GET /v1/surveys`: oldest first. */
  listSurveys(signal?: AbortSignal): Promise<readonly Survey[]>;
  /** `GET /v1/surveys/{id}/aggregate` */
  getAggregate(survey: string, request: AggregateRequest, signal?: AbortSignal): Promise<Aggregate>;
};

/** Milliseconds. */
const timeout = 20_000;
/** What a header can carry: a stray accent or line break would fail as if the server were away. */
const sendable = /^[\x21-\x7e]+$/;

/** The API opened with a secret key: on this page's own host, or on that of an `origin`. */
export function createApi(key: string, origin = ''): Api {
  const get = <Body>(path: string, signal?: AbortSignal) =>
    fetchJson<Body>(key, origin + path, signal);
  return {
    getShop: (signal) => get<Shop>('/v1/shop', signal),
    listSurveys: async (signal) =>
      (await get<{ surveys: Survey[] }>('/v1/surveys', signal)).surveys,
    getAggregate: (survey, request, signal) =>
      get<Aggregate>(
        `/v1/surveys/${encodeURIComponent(survey)}/aggregate?${queryOf(request)}`,
        signal,
      ),
  };
}

function queryOf({ from, to, interval, by = [], compare }: AggregateRequest): URLSearchParams {
  const query = new URLSearchParams({ from, to, interval });
  if (by.length > 0) query.set('by', by.join(','));
  if (compare) query.set('compare', compare);
  return query;
}

async function fetchJson<Body>(key: string, url: string, signal?: AbortSignal): Promise<Body> {
  if (!sendable.test(key)) throw new ApiError('unauthorised', 'The key has characters no key has');
  const limit = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
      credentials: 'omit',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    if (!response.ok) throw await errorOf(response);
    return (await response.json()) as Body;
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted) throw error;
    throw new ApiError('unreachable', `No usable reply from ${url}`, { cause: error });
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return new ApiError(
    codeOf(response.status),
    problem.detail ?? problem.title ?? response.statusText,
    {
      requestId: problem.requestId,
    },
  );
}

function codeOf(status: number): ApiErrorCode {
  if (status === 401 || status === 403) return 'unauthorised';
  return status === 429 || status === 503 ? 'busy' : 'failed';
}
