import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { customerSchema, forgottenSchema } from '@nines/shared/wire/customer';
import { readCasesOf } from '../cases/read.ts';
import { type Sql, retryCollisions, inTransaction } from '../database/sql.ts';
import { describePeopleByRef } from '../addresses/people.ts';
import { problems, notFound } from '../http/problems.ts';
import { present } from '../responses/columns.ts';
import { listResponsesOf, type Person } from '../responses/find.ts';
import { findShop } from '../shops/store.ts';
import { listViewsOf } from '../views/store.ts';
import { erasePerson } from './erase.ts';
import { personOf } from './identity.ts';

const params = z.object({
  ref: z
    .string()
    .max(300)
    .describe(
      "The shop's own id for the customer, their e-mail address, or `customer` of a response",
    ),
});
const maxShown = 1_000;

/** `GET` and `DELETE /v1/customers/{ref}`: shows or erases everything about one person. */
export async function customerRoutes(app: FastifyInstance, { sql }: { sql: Sql }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function findPerson(shopId: number, reference: string): Promise<Person> {
    const shop = await findShop(sql, shopId);
    if (!shop) throw notFound('shop');
    return personOf(reference, shop.customerSecret);
  }

  routes.get(
    '/v1/customers/:ref',
    {
      config: { role: 'member' },
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
      const { shopId } = request;
      const person = await findPerson(shopId, request.params.ref);
      const [responses, views, people] = await Promise.all([
        listResponsesOf(sql, shopId, person, maxShown),
        listViewsOf(sql, shopId, person.refs, maxShown),
        describePeopleByRef(sql, shopId, person.refs),
      ]);
      if (responses.length + views.length + people.length === 0) throw notFound('customer');
      const cases = await readCasesOf(sql, shopId, responses);
      return { responses: responses.map(present), views, cases, people };
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
      const person = await findPerson(request.shopId, request.params.ref);
      return retryCollisions(() =>
        inTransaction(sql, (transaction) => erasePerson(transaction, request.shopId, person)),
      );
    },
  );
}
