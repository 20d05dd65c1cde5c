import type { CustomerKey } from './wire/customer.ts';
import type { z } from 'zod';
import type { Aggregate, Interval } from './wire/aggregate.ts';
import type { answerSchema, receiptSchema, viewSchema } from './wire/answer.ts';
import type {
  Case,
  CasePage,
  CasePatch,
  CasesQuery,
  CaseSummary,
  CaseSummaryQuery,
  ListedCase,
  newCaseNoteSchema,
} from './wire/case.ts';
import type { CreatedKey, Key, KeyKind, Me, NewKey } from './wire/key.ts';
import type { Problem } from './wire/problem.ts';
import type { responsePageSchema, StoredResponse } from './wire/response.ts';
import type { ShopPatch, shopSchema } from './wire/shop.ts';
import type { Survey } from './wire/survey.ts';
import type {
  changedSecretSchema,
  createdWebhookSchema,
  Delivery,
  newWebhookSchema,
  Webhook,
} from './wire/webhook.ts';
import { createRequester, pathOf, queryOf, type ClientOptions, type Filters } from './request.ts';

export { NinesError, type ClientOptions, type Fetch, type Filters } from './request.ts';

/** The shop that a key opens. */
export type ShopSettings = z.infer<typeof shopSchema>;
export type ResponsePage = z.infer<typeof responsePageSchema>;

/** What to count. `from` and `to` are days in the shop's time zone, both included. */
export type AggregateRequest = {
  from?: string;
  to?: string;
  interval?: Interval;
  /** Dimensions to divide by, such as `moment` or `property.plan`. */
  by?: readonly string[];
  compare?: 'previous';
  compareFrom?: string;
  compareTo?: string;
  confidence?: number;
  filters?: Filters;
};

/** Which responses. `from` and `to` are days in the shop's time zone, both included. */
export type ResponsesRequest = {
  survey?: string;
  from?: string;
  to?: string;
  limit?: number;
  /** The `next` of the previous page. */
  cursor?: string;
  filters?: Filters;
};

/** Which cases. `from` and `to` are days in the shop's time zone, both included. Without `status`: all. */
export type CasesRequest = Partial<CasesQuery>;

/**
 * The API as typed functions. `key` is a shop's secret key. Without a key only answers and views can be
 * sent. Each function rejects with a `NinesError` for an error reply, and with the error of `fetch` when
 * there is no reply.
 */
export function createClient(options: ClientOptions) {
  const send = createRequester(options);
  const get = <Body>(path: string) => send<Body>('GET', path);
  const post = <Body>(path: string, body?: object) => send<Body>('POST', path, body);

  function listResponses({ filters, ...request }: ResponsesRequest = {}): Promise<ResponsePage> {
    return get(`/v1/responses${queryOf({ ...request, ...filters })}`);
  }

  function listCases(request: CasesRequest = {}): Promise<CasePage> {
    return get(`/v1/cases${queryOf(request)}`);
  }

  return {
    sendAnswer: (answer: z.input<typeof answerSchema>) =>
      post<z.infer<typeof receiptSchema>>('/v1/responses', answer),
    sendView: (view: z.input<typeof viewSchema>) => post<undefined>('/v1/views', view),

    getShop: () => get<ShopSettings>('/v1/shop'),
    updateShop: (changes: ShopPatch) => send<ShopSettings>('PATCH', '/v1/shop', changes),
    whoAmI: () => get<Me>('/v1/me'),
    getCustomerKey: () => get<CustomerKey>('/v1/shop/customer-key'),
    changeCustomerKey: () => post<CustomerKey>('/v1/shop/customer-key'),
    listKeys: async () => (await get<{ keys: Key[] }>('/v1/shop/keys')).keys,
    addKey: (kind: KeyKind, more: Omit<NewKey, 'kind'> = {}) =>
      post<CreatedKey>('/v1/shop/keys', { kind, ...more }),
    closeKey: (id: string) => send<undefined>('DELETE', pathOf`/v1/shop/keys/${id}`),
    /** For a client whose own key was closed within the last day. */
    restoreKey: () => post<undefined>('/v1/shop/keys/restore'),

    /** Oldest first. */
    listSurveys: async () => (await get<{ surveys: Survey[] }>('/v1/surveys')).surveys,
    getSurvey: (id: string) => get<Survey>(pathOf`/v1/surveys/${id}`),
    addSurvey: (settings: Partial<Survey> & Pick<Survey, 'name'>) =>
      post<Survey>('/v1/surveys', settings),
    updateSurvey: (id: string, changes: Partial<Survey>) =>
      send<Survey>('PATCH', pathOf`/v1/surveys/${id}`, changes),
    removeSurvey: (id: string) => send<undefined>('DELETE', pathOf`/v1/surveys/${id}`),

    /** `survey` is an id, or `all`. */
    getAggregate: (survey: string, { filters, ...request }: AggregateRequest = {}) =>
      get<Aggregate>(
        pathOf`/v1/surveys/${survey}/aggregate` +
          queryOf({ ...request, by: request.by?.join(',') || undefined, ...filters }),
      ),

    /** A page, newest first. */
    listResponses,
    getResponse: (id: string) => get<StoredResponse>(pathOf`/v1/responses/${id}`),
    /** All responses, newest first. Each page is fetched when the loop reaches it. */
    eachResponse: (
      request: Omit<ResponsesRequest, 'cursor'> = {},
    ): AsyncGenerator<StoredResponse> =>
      eachOf(async (cursor) => {
        const { responses, next } = await listResponses({ limit: 100, ...request, ...cursor });
        return { items: responses, next };
      }),

    /** A page, the last opened first. */
    listCases,
    /** All cases, the last opened first. Each page is fetched when the loop reaches it. */
    eachCase: (request: Omit<CasesRequest, 'cursor'> = {}): AsyncGenerator<ListedCase> =>
      eachOf(async (cursor) => {
        const { cases, next } = await listCases({ limit: 100, ...request, ...cursor });
        return { items: cases, next };
      }),
    getCase: (id: string) => get<Case>(pathOf`/v1/cases/${id}`),
    updateCase: (id: string, changes: CasePatch) =>
      send<Case>('PATCH', pathOf`/v1/cases/${id}`, changes),
    addCaseNote: (id: string, note: z.input<typeof newCaseNoteSchema>) =>
      post<Case>(pathOf`/v1/cases/${id}/notes`, note),
    /** Default: of the cases opened in the last thirty days. */
    getCaseSummary: (request: CaseSummaryQuery = {}) =>
      get<CaseSummary>(`/v1/cases/summary${queryOf(request)}`),

    listWebhooks: async () => (await get<{ webhooks: Webhook[] }>('/v1/webhooks')).webhooks,
    addWebhook: (webhook: z.input<typeof newWebhookSchema>) =>
      post<z.infer<typeof createdWebhookSchema>>('/v1/webhooks', webhook),
    removeWebhook: (id: string) => send<undefined>('DELETE', pathOf`/v1/webhooks/${id}`),
    /** For a day messages are signed with both secrets. */
    changeWebhookSecret: (id: string) =>
      post<z.infer<typeof changedSecretSchema>>(pathOf`/v1/webhooks/${id}/secret`),
    endOldWebhookSecret: (id: string) =>
      send<undefined>('DELETE', pathOf`/v1/webhooks/${id}/old-secret`),
    listDeliveries: (webhook: string, page: { limit?: number; cursor?: string } = {}) =>
      get<{ deliveries: Delivery[]; next: string | null }>(
        pathOf`/v1/webhooks/${webhook}/deliveries` + queryOf(page),
      ),
    replayDelivery: (webhook: string, delivery: string) =>
      post<{ id: string }>(pathOf`/v1/webhooks/${webhook}/deliveries/${delivery}/replay`),
  };
}

async function* eachOf<Item>(
  fetchPage: (position: {
    cursor?: string;
  }) => Promise<{ items: readonly Item[]; next: string | null }>,
): AsyncGenerator<Item> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof fetchPage>> = await fetchPage(
      cursor === null ? {} : { cursor },
    );
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}

export type Client = ReturnType<typeof createClient>;
export type { Problem };
