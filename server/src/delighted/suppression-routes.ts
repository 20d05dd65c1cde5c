import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Sql } from '../database/sql.ts';
import { notFound } from '../http/problems.ts';
import { findShop } from '../shops/store.ts';
import { announce } from '../webhooks/events.ts';
import { email, pageNumber, perPage, timestamp } from './parameters.ts';
import type { DelightedParts } from './parts.ts';
import { savePerson } from './people.ts';
import { presentPerson, seconds } from './present.ts';
import { bouncesSchema, delightedErrors, okSchema, unsubscribesSchema } from './schemas.ts';
import { listSuppressed, unsubscribe, type Suppression } from './suppressions.ts';

const tags = ['Delighted'];
const security = [{ delighted: [] }];
const querystring = z.looseObject({
  per_page: perPage,
  page: pageNumber,
  since: timestamp.optional(),
  until: timestamp.optional(),
});

/** `/unsubscribes`: list, add. `/bounces`: list. */
export async function suppressionRoutes(
  app: FastifyInstance,
  { sql }: DelightedParts,
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const list = (shopId: number, kind: Suppression, query: z.infer<typeof querystring>) =>
    presentSuppressed(sql, shopId, kind, query);

  for (const suffix of ['', '.json']) {
    const hide = suffix !== '';
    routes.get(
      `/unsubscribes${suffix}`,
      {
        schema: {
          hide,
          tags,
          security,
          querystring,
          summary: 'Who asked for no more surveys',
          response: { 200: unsubscribesSchema, ...delightedErrors(422) },
        },
      },
      async ({ shopId, query }) =>
        (await list(shopId, 'unsubscribed', query)).map(({ at, ...person }) => ({
          ...person,
          unsubscribed_at: at,
        })),
    );
    routes.get(
      `/bounces${suffix}`,
      {
        schema: {
          hide,
          tags,
          security,
          querystring,
          summary: 'Whose address does not exist',
          response: { 200: bouncesSchema, ...delightedErrors(422) },
        },
      },
      async ({ shopId, query }) =>
        (await list(shopId, 'bounced', query)).map(({ at, ...person }) => ({
          ...person,
          bounced_at: at,
        })),
    );
    routes.post(
      `/unsubscribes${suffix}`,
      {
        schema: {
          hide,
          tags,
          security,
          summary: 'Send a person no more surveys',
          body: z.looseObject({ person_email: email }),
          response: { 200: okSchema, ...delightedErrors(422) },
        },
      },
      async ({ shopId, body }) => {
        await unsubscribeAddress(sql, shopId, body.person_email);
        return { ok: true as const };
      },
    );
  }
}

/** Also of an address that is not in the list: whoever adds it later must not write to it. */
async function unsubscribeAddress(sql: Sql, shopId: number, address: string): Promise<void> {
  const shop = await findShop(sql, shopId);
  if (!shop) throw notFound('shop');
  await sql.begin(async (transaction) => {
    const within = transaction as unknown as Sql;
    const { person } = await savePerson(within, shop, { email: address });
    if (!(await unsubscribe(within, shopId, person.id))) return;
    await announce(within, {
      shop: shopId,
      type: 'unsubscribe.created',
      subject: person.customerRef,
      data: {
        person: presentPerson(person),
        unsubscribed_at: seconds(new Date()),
      },
    });
  });
}

async function presentSuppressed(
  sql: Sql,
  shopId: number,
  kind: Suppression,
  query: z.infer<typeof querystring>,
) {
  const people = await listSuppressed(sql, shopId, kind, {
    since: query.since,
    until: query.until,
    limit: query.per_page,
    offset: (query.page - 1) * query.per_page,
  });
  return people.map(({ id, email: address, name, at }) => ({
    person_id: String(id),
    email: address,
    name,
    at: seconds(at),
  }));
}
