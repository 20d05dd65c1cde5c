import type { Day } from '@nines/shared/calendar';
import { createClient, NinesError, type Client, type ShopSettings } from '@nines/shared/client';
import type { Aggregate, Dimension, Interval } from '@nines/shared/wire/aggregate';
import type { Survey } from '@nines/shared/wire/survey';

/** The shop that the key belongs to. */
export type Shop = ShopSettings;

/** What to count. Both days are included and are days in the shop's time zone. */
export type AggregateRequest = {
  from: Day;
  to: Day;
  interval: Interval;
  by?: readonly Dimension[];
  compare?: 'previous';
};

/** The private API for one shop. Every function rejects with an `ApiError`, or with the abort reason. */
export type Api = {
  /** `GET /v1/shop` */
  getShop(signal?: AbortSignal): Promise<Shop>;
  /** `GET /v1/surveys`: oldest first. */
  listSurveys(signal?: AbortSignal): Promise<readonly Survey[]>;
  /** `GET /v1/surveys/{id}/aggregate` */
  getAggregate(survey: string, request: AggregateRequest, signal?: AbortSignal): Promise<Aggregate>;
};

/**
 * Why a request failed. `unauthorised`: the key is not valid; `unreachable`: no usable reply before the
 * timeout; `busy`: try again later (429 or 503); `failed`: any other error status.
 */
export type ApiErrorCode = 'unauthorised' | 'unreachable' | 'busy' | 'failed';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  /** Finds the request in the server's log. */
  readonly requestId: string | undefined;

  constructor(
    code: ApiErrorCode,
    message: string,
    options: ErrorOptions & { requestId?: string | undefined } = {},
  ) {
    super(message, options);
    this.code = code;
    this.requestId = options.requestId;
  }
}

const requestTimeoutMs = 20_000;
/** Printable ASCII. `fetch` rejects other characters in a header as if the server were unreachable. */
const headerSafe = /^[\x21-\x7e]+$/;

/** The API with a secret key, on this page's host or on another `origin`. */
export function createApi(key: string, origin = ''): Api {
  async function send<Body>(
    call: (client: Client) => Promise<Body>,
    signal: AbortSignal | undefined,
  ): Promise<Body> {
    if (!headerSafe.test(key)) {
      throw new ApiError('unauthorised', 'The key has characters that no key has');
    }
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    const init: RequestInit = {
      credentials: 'omit',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    };
    const client = createClient({
      url: origin,
      key,
      fetch: (url, request) => fetch(url, { ...request, ...init }),
    });
    try {
      return await call(client);
    } catch (error) {
      throw signal?.aborted ? error : toApiError(error);
    }
  }

  return {
    getShop: (signal) => send((client) => client.getShop(), signal),
    listSurveys: (signal) => send((client) => client.listSurveys(), signal),
    getAggregate: (survey, request, signal) =>
      send((client) => client.getAggregate(survey, request), signal),
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
