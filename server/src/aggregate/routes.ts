import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { aggregateQuerySchema, aggregateSchema } from '@nines/shared/wire/aggregate';
import { findBursts } from '../bursts/cautions.ts';
import type { Sql } from '../database/sql.ts';
import { makeJson, sendJson } from '../http/assets.ts';
import { problems, notFound } from '../http/problems.ts';
import type { ShopDirectory } from '../shops/directory.ts';
import { aggregate } from './figures.ts';
import { parseQuery } from './query.ts';
import { readCounts } from './read.ts';

const description = `
Counts, NPS with its interval, mean and spread: in all, for each bucket of the trend (empty ones
included) and for each value of the dimensions in \`by\`. Everything is exact from counts and rounded
once, to two decimals (response rate, shares and p-value: four). The interval is the adjusted Wald
interval (Rocks 2016).

Any dimension filters as well: \`moment=delivery\`, \`property.plan=pro\`; repeat one for alternatives. One
dimension at a time is read from counts kept ready. Two at once (two filters, or a filter on one and
\`by\` another) are counted from the responses, which takes longer the longer the period is; \`source\`
says which it was.

\`cautions\` names days on which far more unsigned answers than usual came from one address, or from no web
page. A shop behind a proxy that \`TRUST_PROXY\` does not name has one address for all its shoppers: what is usual
there is learnt within four days.

\`all\` instead of an id takes the shop's surveys together, if they are on one scale.`.trim();

/** `GET /v1/surveys/{id}/aggregate` */
export async function aggregateRoutes(
  app: FastifyInstance,
  { sql, directory }: { sql: Sql; directory: ShopDirectory },
): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/v1/surveys/:id/aggregate',
    {
      config: { role: 'viewer' },
      schema: {
        tags: ['Numbers'],
        summary: 'The NPS of a period, and how sure it is',
        description,
        params: z.object({ id: z.string().describe('Of a survey, or `all`') }),
        querystring: aggregateQuerySchema,
        response: {
          200: aggregateSchema,
          304: z.null().describe('Nothing has changed since the reply with this `ETag`'),
          ...problems(401, 404, 422),
        },
      },
    },
    async (request, reply) => {
      const { shopId, query } = request;
      const survey = request.params.id;
      const entry = await directory.findById(shopId);
      if (!entry) throw notFound('shop');
      const question = await parseQuery(sql, entry, survey, query);
      const [counts, cautions] = await Promise.all([
        readCounts(sql, question),
        findBursts(sql, { ...question, ...question.period }),
      ]);
      const body = JSON.stringify(aggregate(question, counts, cautions));
      return sendJson(request, reply, makeJson(body));
    },
  );
}
