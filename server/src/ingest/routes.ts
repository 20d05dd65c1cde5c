import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { limits } from '@nines/shared/limits';
import {
  answerSchema,
  receiptSchema,
  viewSchema,
  type Answer,
  type View,
} from '@nines/shared/wire/answer';
import type { BurstCounter } from '../bursts/counter.ts';
import { problems, HttpProblem, notFound } from '../http/problems.ts';
import type { ShopDirectory, ShopEntry } from '../shops/directory.ts';
import { answeredAt, deviceOf, prepareAnswer, prepareView, type Circumstances } from './prepare.ts';
import { verifySignedOrder } from './signed-order.ts';
import type { Writer } from './writer.ts';

/** The public routes that store answers and views. */
export async function ingestRoutes(
  app: FastifyInstance,
  opts: {
    directory: ShopDirectory;
    writer: Writer;
    bursts: BurstCounter;
    /** The server's own origin. Its pages may always send answers. */
    ownOrigin: string;
    rateLimitPerMinute: number;
  },
): Promise<void> {
  const { directory, writer, bursts, ownOrigin } = opts;
  const { withSurvey } = directory;
  if (opts.rateLimitPerMinute > 0) {
    await app.register(rateLimit, {
      max: opts.rateLimitPerMinute,
      timeWindow: 60_000,
      cache: 50_000,
      // Only a 429 has headers about the limit, `Retry-After` among them.
      addHeadersOnExceeding: {
        'x-ratelimit-limit': false,
        'x-ratelimit-remaining': false,
        'x-ratelimit-reset': false,
      },
    });
    const limit = app.rateLimit();
    // CORS replies to a preflight before the routes' own limit, and may query the database for it.
    app.addHook('onRequest', async function limitPreflights(request, reply) {
      if (request.method === 'OPTIONS') await limit.call(app, request, reply);
    });
  }
  await app.register(cors, {
    methods: ['POST'],
    maxAge: 86_400,
    // Without this a script could not read the header.
    exposedHeaders: ['retry-after'],
    // A preflight names no shop, so the origin of any shop is allowed here. `entryFor` checks it against the
    // answer's own shop.
    origin(origin, decide) {
      const known = origin === ownOrigin || (origin !== undefined && directory.knowsOrigin(origin));
      if (typeof known === 'boolean') decide(null, known);
      else
        known.then(
          (isKnown) => decide(null, isKnown),
          (error: Error) => decide(error, false),
        );
    },
  });
  // With `text/plain` the browser sends no preflight.
  app.addContentTypeParser(
    'text/plain',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function entryFor(request: FastifyRequest, key: string): Promise<ShopEntry> {
    const found = directory.find(key);
    const entry = found instanceof Promise ? await found : found;
    if (!entry) throw notFound('key');
    const { origin } = request.headers;
    if (origin !== undefined && origin !== ownOrigin && !entry.shop.origins.includes(origin)) {
      throw new HttpProblem(403, `${origin} is not among the shop's origins`);
    }
    return entry;
  }

  routes.post(
    '/v1/responses',
    {
      bodyLimit: limits.bodyBytes,
      schema: {
        tags: ['Answers'],
        summary: 'Store an answer, or a later revision of it',
        description:
          'Also accepted as `text/plain`, so that a browser needs no preflight. The reply comes after the database has committed. Each revision is the whole answer; one at or below the stored revision changes nothing. The id alone is an answer’s identity: an unsigned order is a remark, and any number of answers may name the same one. Of a signed order (`order.token`) one answer is stored for each survey and moment: the first id stays, another gets 200 and changes nothing. Where the shop’s setting `answers` is `signed`, an answer without a signed order is a 403.',
        security: [],
        body: answerSchema,
        response: {
          201: receiptSchema.describe('Stored for the first time'),
          200: receiptSchema.describe('Updated, or there already'),
          ...problems(400, 403, 404, 413, 415, 422, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const answer = request.body;
      const entry = await entryFor(request, answer.key);
      const circumstances = await circumstancesOf(request, answer, entry);
      if (entry.shop.answers === 'signed' && !circumstances.signedOrder) throw unsigned();
      const surveyId = circumstances.signedOrder?.survey ?? answer.survey;
      const record = prepareAnswer(answer, await withSurvey(entry, surveyId), circumstances);
      const incoming = { record, isPast: false };
      const { created, revision } = await writer.addAnswer(incoming, sizeOf(request));
      // A signed answer is a customer's, and one that is not counted moves no score.
      if (created && !record.verified && !record.test) {
        const { origin } = request.headers;
        const from = { address: request.ip, hasOrigin: origin !== undefined };
        bursts.note({ ...record, day: entry.dayAt(Date.now()) }, from);
      }
      return reply.code(created ? 201 : 200).send({ id: answer.id, revision });
    },
  );

  routes.post(
    '/v1/views',
    {
      bodyLimit: limits.bodyBytes,
      schema: {
        tags: ['Answers'],
        summary: 'Tell that the prompt, or an order page, was seen',
        description:
          'With the kind `prompt` (the default) the view is counted, and nothing of an order or a customer is stored, even if it is sent. With the kind `order` they are stored and `order` is needed, so that repeat purchase can be measured; it is not counted as a view.',
        security: [],
        body: viewSchema,
        response: {
          204: z.null().describe('Stored'),
          ...problems(400, 403, 404, 413, 415, 422, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const view = request.body;
      const entry = await entryFor(request, view.key);
      const { id, kind, order } = view;
      const seen = { id, order: kind === 'order' ? order : undefined };
      const circumstances = await circumstancesOf(request, seen, entry);
      const surveyId = circumstances.signedOrder?.survey ?? view.survey;
      const seenBy = await withSurvey(entry, surveyId);
      await writer.addView(prepareView(view, seenBy, circumstances), sizeOf(request));
      return reply.code(204).send(null);
    },
  );
}

/** Returns a promise only when the order is signed. Nearly all answers are unsigned and need not wait. */
function circumstancesOf(
  request: FastifyRequest,
  { id, order }: Pick<Answer | View, 'id' | 'order'>,
  { shop }: ShopEntry,
): Circumstances | Promise<Circumstances> {
  const circumstances = {
    at: answeredAt(id, Date.now()),
    device: deviceOf(request.headers['user-agent']),
  };
  if (order?.token === undefined) return circumstances;
  return verifySignedOrder(order.token, shop.signingKeys).then((signedOrder) => ({
    ...circumstances,
    signedOrder,
  }));
}

function unsigned(): HttpProblem {
  const message = 'is needed: this shop takes answers to signed orders only';
  return new HttpProblem(403, `order.token ${message}`, {
    faults: [{ path: 'order.token', message }],
  });
}

function sizeOf(request: FastifyRequest): number {
  return Number(request.headers['content-length'] ?? limits.bodyBytes);
}
