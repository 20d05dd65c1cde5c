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
  type CasePage,
  type CasesQuery,
} from '@nines/shared/wire/case';
import { inTransaction, type Sql } from '../database/sql.ts';
import { notFound, problems } from '../http/problems.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { findShop } from '../shops/store.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { addNote } from './add-note.ts';
import { changeCase } from './change.ts';
import { findCase, listCases } from './list.ts';
import { caseOf, listedCaseOf, type CaseRow } from './present.ts';
import { summariseCases } from './summary.ts';

const params = z.object({ id: z.string() });
const tags = ['Cases'];

const about = `
A case is a detractor’s response with the work of winning that shopper back. It opens by itself when an
answer of 6 or below comes in, and again when a revision makes one of a better score. Where the shopper
thinks better of it before anybody has worked on it, there is no case any more; later, it stays. Imports
open none, nor do answers told of more than a week after they were given. Whoever erases a person, or
lets retention do it, ends their cases.

Those opened last come first.`.trim();

const moves = `
What is given replaces what stands at that moment, so of two changes at once neither is lost.

| from | to |
|---|---|
| \`open\` | \`contacted\`, \`resolved\` |
| \`contacted\` | \`resolved\`; \`open\`, when the contact was a mistake: the clock runs on |
| \`resolved\` | \`contacted\`, to take it up again |

The first \`contacted\` stops the clock of the first contact. What is resolved straight from \`open\` was
never contacted.`.trim();

/** `GET /v1/cases`, one of them, their summary; to change one, and to write something down. */
export async function caseRoutes(
  app: FastifyInstance,
  { sql, webhooks }: { sql: Sql; webhooks: Pick<Webhooks, 'among' | 'wake'> },
): Promise<void> {
  readingRoutes(app, sql);
  const routes = app.withTypeProvider<ZodTypeProvider>();

  /** Does some work on a case, and tells of it. Throws 404 where the shop has no such case. */
  async function work(
    shopId: number,
    given: string,
    act: (transaction: Sql, key: { shopId: number; id: string }) => Promise<CaseRow | undefined>,
  ): Promise<Case> {
    const id = uuidOf(given);
    const row = await inTransaction(sql, (transaction) => act(transaction, { shopId, id }));
    if (!row) throw notFound('case');
    if (webhooks.among([{ shop: shopId }]).length > 0) webhooks.wake();
    return caseOf(row);
  }

  routes.patch(
    '/v1/cases/:id',
    {
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
      work(shopId, id, (transaction, key) => changeCase(transaction, key, body)),
  );

  routes.post(
    '/v1/cases/:id/notes',
    {
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
      const noted = await work(shopId, id, (transaction, key) => addNote(transaction, key, body));
      return reply.code(201).send(noted);
    },
  );
}

function readingRoutes(app: FastifyInstance, sql: Sql): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/v1/cases',
    {
      schema: {
        tags,
        summary: 'The cases, those opened last first',
        description: about,
        querystring: casesQuerySchema,
        response: { 200: casePageSchema, ...problems(401, 422) },
      },
    },
    async ({ shopId, query }) => page(sql, shopId, query),
  );

  routes.get(
    '/v1/cases/summary',
    {
      schema: {
        tags,
        summary: 'What the cases of a period come to',
        description: 'Of those opened in the last thirty days, unless the period is given.',
        querystring: caseSummaryQuerySchema,
        response: { 200: caseSummarySchema, ...problems(401, 422) },
      },
    },
    async ({ shopId, query }) => {
      const shop = await findShop(sql, shopId);
      if (!shop) throw notFound('shop');
      return summariseCases(sql, shop, query);
    },
  );

  routes.get(
    '/v1/cases/:id',
    {
      schema: {
        tags,
        summary: 'One case, with its notes',
        params,
        response: { 200: caseSchema, ...problems(401, 404) },
      },
    },
    async ({ shopId, params: { id } }) => {
      const row = await findCase(sql, shopId, uuidOf(id));
      if (!row) throw notFound('case');
      return caseOf(row);
    },
  );
}

function uuidOf(id: string): string {
  const { success, data } = z.uuid().safeParse(id);
  if (!success) throw notFound('case');
  return data.toLowerCase();
}

async function page(sql: Sql, shopId: number, query: CasesQuery): Promise<CasePage> {
  const { limit } = query;
  const after = readCursor(query.cursor);
  const found = await listCases(sql, { shopId, query, after, limit: limit + 1 });
  const { rows, next } = pageOf(found, limit, ({ at, snapshot }) => ({ at, id: snapshot.id }));
  return { cases: rows.map(({ snapshot }) => listedCaseOf(snapshot)), next };
}
