import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { customerSchema, forgottenSchema } from '@nines/shared/wire/customer';
import { readCasesOf } from '../cases/read.ts';
import { type Sql, retryCollisions, inTransaction } from '../database/sql.ts';
import { describePeopleByRef } from '../addresses/people.ts';
import { problems, notFound } from '../http/problems.ts';
import { present } from '../responses/columns.ts';
import { listResponsesOf } from '../responses/find.ts';
import { findShop, type Shop } from '../shops/store.ts';
import { listOrdersOfViews, listViewsOf } from '../views/store.ts';
import { erasePerson } from './erase.ts';
import { findPerson } from './find.ts';

const params = z.object({
  ref: z
    .string()
    .max(300)
    .describe(
      "The shop's own id for the customer, their e-mail address, or `customer` of a response",
    ),
});
/** How many responses, and how many views, are shown of a person. */
export const maxShown = 1_000;

/**
 * `GET` and `DELETE /v1/customers/{ref}`: shows or erases everything about one person. `onErase` is called after
 * an erasure.
 */
export async function customerRoutes(
  app: FastifyInstance,
  { sql, onErase }: { sql: Sql; onErase: () => void },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function shopOf(shopId: number): Promise<Shop> {
    const shop = await findShop(sql, shopId);
    if (!shop) throw notFound('shop');
    return shop;
  }

  routes.get(
    '/v1/customers/:ref',
    {
      config: { role: 'member' },
      schema: {
        tags: ['Customers'],
        summary: 'Everything about one person',
        description:
          'An answer that carried both `customer.id` and `customer.email` is found by either, in any case of the address, and also by one that an earlier revision carried. The id also finds what is known only by an address that came with it, and the entry of the address list whose property `customer_id` (or the like) holds it; it does not find the answers of another id with the same address. An address finds everything that carries it, also where it was given for a reply. Views of the same orders are included.',
        params,
        response: { 200: customerSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const { shopId } = request;
      const person = await findPerson(sql, await shopOf(shopId), request.params.ref);
      const { refs, linked } = person;
      const [responses, seen, people] = await Promise.all([
        listResponsesOf(sql, shopId, person, maxShown),
        listOrdersOfViews(sql, shopId, person),
        describePeopleByRef(sql, shopId, [...refs, ...linked]),
      ]);
      const orders = [...seen, ...responses.flatMap(({ orderId }) => orderId ?? [])];
      const views = await listViewsOf(sql, shopId, { refs, linked, orders }, maxShown);
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
          'Erases what `GET` shows. Clears comments, reply addresses, properties, page addresses, order numbers and who it was, in responses, views and what webhooks keep, ends their cases with all that was noted there, and takes the person off the address list. Of an unsubscribed or bounced address its keyed hash stays, so that it is sent nothing when it is added again. Scores stay, so all totals do. A value of a segment that fewer than five other people’s answers carry may be a name: there the answer moves to `(other)`. An erased response takes no more revisions. A second time erases nothing more and is no error.',
        params,
        response: { 200: forgottenSchema, ...problems(401) },
      },
    },
    async (request) => {
      const shop = await shopOf(request.shopId);
      const erased = await retryCollisions(() =>
        inTransaction(sql, async (transaction) => {
          const person = await findPerson(transaction, shop, request.params.ref);
          return erasePerson(transaction, shop.id, person);
        }),
      );
      onErase();
      return erased;
    },
  );
}
