import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { limits } from '@nines/shared/limits';
import { answerSchema, receiptSchema, viewSchema } from '@nines/shared/wire/answer';
import { HttpProblem, notFound, problems } from '../http/problems.ts';
import type { ShopDirectory, ShopEntry } from '../shops/directory.ts';
import { answeredAt } from './answered-at.ts';
import { deviceOf } from './device.ts';
import { prepareAnswer, prepareView } from './prepare.ts';
import type { Writer } from './writer.ts';

/** The public routes that take in answers and views. */
export async function ingestRoutes(
  app: FastifyInstance,
  opts: {
    directory: ShopDirectory;
    writer: Writer;
    /** Our own origin, whose pages may always answer. */
    ownOrigin: string;
    rateLimitPerMinute: number;
  },
): Promise<void> {
  const { directory, writer, ownOrigin } = opts;
  if (opts.rateLimitPerMinute > 0) {
    await app.register(rateLimit, {
      max: opts.rateLimitPerMinute,
      timeWindow: 60_000,
      cache: 50_000,
      // Who is not over the limit needs no headers about it; who is gets all, with Retry-After.
      addHeadersOnExceeding: {
        'x-ratelimit-limit': false,
        'x-ratelimit-remaining': false,
        'x-ratelimit-reset': false,
      },
    });
    const limit = app.rateLimit();
    // CORS replies to a preflight before the routes' own limit, and may ask the database first.
    app.addHook('onRequest', async function limitPreflights(request, reply) {
      if (request.method === 'OPTIONS') await limit.call(app, request, reply);
    });
  }
  await app.register(cors, {
    methods: ['POST'],
    maxAge: 86_400,
    // Else the script could not read when it may come back.
    exposedHeaders: ['retry-after'],
    // A preflight names no shop, so it is told whether any shop has this origin; the answer itself is
    // then held to its own shop's list.
    origin(origin, tell) {
      const known = origin === ownOrigin || (origin !== undefined && directory.knowsOrigin(origin));
      if (typeof known === 'boolean') tell(null, known);
      else
        known.then(
          (isKnown) => tell(null, isKnown),
          (error: Error) => tell(error, false),
        );
    },
  });
  // A string body is sent as text/plain, which spares the browser a preflight.
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
          'Also accepted as `text/plain`, so that a browser needs no preflight. The reply comes after the database has committed. Each revision is the whole answer; one at or below the stored revision changes nothing. Of two answers to the same survey for the same order the first stands, unless only the second carries the order’s token. An order stays with its answer: a later revision may add one that is free, never another’s.',
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
      const row = prepareAnswer(answer, entry, circumstancesOf(request, answer.id));
      const { created, revision } = await writer.addAnswer(row, sizeOf(request));
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
      await writer.addView(
        prepareView(view, entry, circumstancesOf(request, view.id)),
        sizeOf(request),
      );
      return reply.code(204).send(null);
    },
  );
}

function circumstancesOf(request: FastifyRequest, id: string) {
  return {
    at: answeredAt(id, Date.now()),
    device: deviceOf(request.headers['user-agent']),
  };
}

function sizeOf(request: FastifyRequest): number {
  return Number(request.headers['content-length'] ?? limits.bodyBytes);
}
