import { createClient, NinesError, type Client, type ShopSettings } from '@nines/shared/client';
import type { Aggregate, Dimension, Interval } from '@nines/shared/wire/aggregate';
import type { Survey } from '@nines/shared/wire/survey';
import { ApiError, type ApiErrorCode } from './api-error.ts';
import type { Day } from './dates.ts';

/** The shop that the key opens. */
export type Shop = ShopSettings;

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
  async function ask<Body>(
    question: (client: Client) => Promise<Body>,
    signal: AbortSignal | undefined,
  ): Promise<Body> {
    if (!sendable.test(key)) {
      throw new ApiError('unauthorised', 'The key has characters no key has');
    }
    const limit = AbortSignal.timeout(timeout);
    const init: RequestInit = {
      credentials: 'omit',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    };
    const client = createClient({
      url: origin,
      key,
      fetch: (url, request) => fetch(url, { ...request, ...init }),
    });
    try {
      return await question(client);
    } catch (error) {
      throw signal?.aborted ? error : toApiError(error);
    }
  }

  return {
    getShop: (signal) => ask((client) => client.getShop(), signal),
    listSurveys: (signal) => ask((client) => client.listSurveys(), signal),
    getAggregate: (survey, request, signal) =>
      ask((client) => client.getAggregate(survey, request), signal),
  };
}

function toApiError(error: unknown): ApiError {
  if (error instanceof NinesError) {
    const requestId = error.problem?.requestId;
    return new ApiError(codeOf(error.status), error.message, { requestId });
  }
  return new ApiError('unreachable', 'No usable reply', { cause: error });
}

function codeOf(status: number): ApiErrorCode {
  if (status === 401 || status === 403) return 'unauthorised';
  return status === 429 || status === 503 ? 'busy' : 'failed';
}
