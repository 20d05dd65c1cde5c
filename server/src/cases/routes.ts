import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  casePageSchema,
  casePatchSchema,
  caseSchema,
  casesQuerySchema,
  caseSummaryQuerySchema,
  caseSummarySchema,
  newCaseNoteSchema,
  type Case,
} from '@nines/shared/wire/case';
import type { Sql } from '../database/sql.ts';
import { problems, notFound } from '../http/problems.ts';
import { findShop, type Shop } from '../shops/store.ts';
import { readCase, readCases, summariseCases } from './read.ts';
import { addCaseNote, patchCase } from './work.ts';

const params = z.object({ id: z.string() });
const tags = ['Cases'];

const about = `
A case is a detractor’s response with the work of winning that shopper back. It opens automatically when an
answer of 6 or below arrives, and when a revision lowers a score to 6 or below. If the shopper raises the
score before anybody has worked on the case, the case is removed; after that, it stays. Imports open no
cases, nor do answers that the Delighted API stores more than a week after they were given. Erasing a person
deletes their cases, and so does retention.

The most recently opened come first.`.trim();

const moves = `
Given fields replace the stored ones; two changes at the same time are both kept.

| from | to |
|---|---|
| \`open\` | \`contacted\`, \`resolved\` |
| \`contacted\` | \`resolved\`; \`open\`, when the contact was a mistake: its time is cleared |
| \`resolved\` | \`contacted\`, to work on it again |

The time of the first contact is that of the first \`contacted\`. A case that goes from \`open\` to
\`resolved\` was never contacted.`.trim();

/**
 * The routes that list, read, sum up and change cases, and that add notes. `onEvents` is called when events may
 * have been stored for the shop.
 */
export async function caseRoutes(
  app: FastifyInstance,
  { sql, onEvents }: { sql: Sql; onEvents: (shop: number) => void },
): Promise<void> {
  readingRoutes(app, sql);
  const routes = app.withTypeProvider<ZodTypeProvider>();

  function worked(shop: number, found: Case | undefined): Case {
    if (!found) throw notFound('case');
    onEvents(shop);
    return found;
  }

  routes.patch(
    '/v1/cases/:id',
    {
      config: { role: 'member' },
      schema: {
        tags,
        summary: 'Move a case on, or give it an owner',
        description: moves,
        params,
        body: casePatchSchema,
        response: { 200: caseSchema, ...problems(400, 401, 404, 422) },
      },
    },
    async ({ shopId, params: { id }, body }) =>
      worked(shopId, await patchCase(sql, { shop: shopId, id: uuidOf(id) }, body)),
  );

  routes.post(
    '/v1/cases/:id/notes',
    {
      config: { role: 'member' },
      schema: {
        tags,
        summary: 'Write down what was done or said',
        params,
        body: newCaseNoteSchema,
        response: {
          201: caseSchema.describe('The case with the note'),
          ...problems(400, 401, 404, 409, 422),
        },
      },
    },
    async ({ shopId, params: { id }, body }, reply) => {
      const noted = await addCaseNote(sql, { shop: shopId, id: uuidOf(id) }, body);
      return reply.code(201).send(worked(shopId, noted));
    },
  );
}

function readingRoutes(app: FastifyInstance, sql: Sql): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function shopOf(shopId: number): Promise<Shop> {
    const shop = await findShop(sql, shopId);
    if (!shop) throw notFound('shop');
    return shop;
  }

  routes.get(
    '/v1/cases',
    {
      config: { role: 'member' },
      schema: {
        tags,
        summary: 'The cases, those opened last first',
        description: about,
        querystring: casesQuerySchema,
        response: { 200: casePageSchema, ...problems(401, 422) },
      },
    },
    async ({ shopId, query }) => readCases(sql, await shopOf(shopId), query),
  );

  routes.get(
    '/v1/cases/summary',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'What the cases of a period come to',
        description: 'Of those opened in the last thirty days, unless the period is given.',
        querystring: caseSummaryQuerySchema,
        response: { 200: caseSummarySchema, ...problems(401, 422) },
      },
    },
    async ({ shopId, query }) => summariseCases(sql, await shopOf(shopId), query),
  );

  routes.get(
    '/v1/cases/:id',
    {
      config: { role: 'member' },
      schema: {
        tags,
        summary: 'One case, with its notes',
        params,
        response: { 200: caseSchema, ...problems(401, 404) },
      },
    },
    async ({ shopId, params: { id } }) => {
      const found = await readCase(sql, shopId, uuidOf(id));
      if (!found) throw notFound('case');
      return found;
    },
  );
}

function uuidOf(id: string): string {
  const { success, data } = z.uuid().safeParse(id);
  if (!success) throw notFound('case');
  return data.toLowerCase();
}
