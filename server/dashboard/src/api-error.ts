/**
 * Why a request gave no data. `unauthorised`: the key opens nothing; `unreachable`: no reply in time;
 * `busy`: try again later (429, 503); `failed`: anything else, with the server's request id if known.
 */
export type ApiErrorCode = 'unauthorised' | 'unreachable' | 'busy' | 'failed';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  /** For whoever reads the server's log. */
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
