import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { customerSchema, forgottenSchema } from '@nines/shared/wire/customer';
import { describePeopleByRef } from '../addresses/people.ts';
import { casesOf } from '../cases/list.ts';
import { caseOf } from '../cases/present.ts';
import type { Sql } from '../database/connect.ts';
import { retryCollisions } from '../database/retry.ts';
import { problems } from '../http/openapi.ts';
import { notFound } from '../http/problem.ts';
import { viewsOf } from '../ingest/views-of-customer.ts';
import { responsesOf } from '../responses/of-customer.ts';
import { findShop } from '../shops/store.ts';
import { forgetPerson } from './forget-person.ts';
import { whoIs, type Who } from './who.ts';

const params = z.object({
  ref: z
    .string()
    .max(300)
    .describe(
      "The shop's own id for the customer, their e-mail address, or `customer` of a response",
    ),
});
const shown = 1_000;

/** `GET` and `DELETE /v1/customers/{ref}`: everything about one person; erase it. */
export async function customerRoutes(app: FastifyInstance, { sql }: { sql: Sql }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function whoMeant(shopId: number, reference: string): Promise<Who> {
    const shop = await findShop(sql, shopId);
    if (!shop) throw notFound('shop');
    return whoIs(reference, shop.customerSecret);
  }

  routes.get(
    '/v1/customers/:ref',
    {
      schema: {
        tags: ['Customers'],
        summary: 'Everything about one person',
        description:
          'Who sends both `customer.id` and `customer.email` is known by the id. An e-mail address also finds the answers in which it was given for a reply.',
        params,
        response: { 200: customerSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const who = await whoMeant(request.shopId, request.params.ref);
      const [responses, views, cases, people] = await Promise.all([
        responsesOf(sql, request.shopId, who, shown),
        viewsOf(sql, request.shopId, who.refs, shown),
        casesOf(sql, request.shopId, who, shown),
        describePeopleByRef(sql, request.shopId, who.refs),
      ]);
      if (responses.length + views.length + people.length === 0) throw notFound('customer');
      return { responses, views, cases: cases.map(caseOf), people };
    },
  );

  routes.delete(
    '/v1/customers/:ref',
    {
      schema: {
        tags: ['Customers'],
        summary: 'Erase one person',
        description:
          'Clears comments, reply addresses, properties, page addresses, order numbers and who it was, in responses, views and what webhooks keep, ends their cases with all that was noted there, and takes the person off the address list. Scores stay, so all counts do. An erased response takes no more revisions. A second time erases nothing more and is no error.',
        params,
        response: { 200: forgottenSchema, ...problems(401) },
      },
    },
    async (request) => {
      const who = await whoMeant(request.shopId, request.params.ref);
      return retryCollisions(() =>
        sql.begin((transaction) =>
          forgetPerson(transaction as unknown as Sql, request.shopId, who),
        ),
      );
    },
  );
}
