import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { listSuppressed, unsubscribe, type Suppression } from '../addresses/sending.ts';
import { inTransaction, type Sql } from '../database/sql.ts';
import { announce } from '../webhooks/events.ts';
import { saveShopPerson } from './people.ts';
import { presentPerson, seconds } from './present.ts';
import {
  bouncesSchema,
  delightedErrors,
  documented,
  email,
  okSchema,
  pageNumber,
  perPage,
  suffixes,
  timestamp,
  unsubscribesSchema,
  type DelightedParts,
  type Suffix,
} from './schemas.ts';

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
  for (const suffix of suffixes) {
    listRoutes(app, sql, suffix);
    unsubscribeRoute(app, sql, suffix);
  }
}

function listRoutes(app: FastifyInstance, sql: Sql, suffix: Suffix): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    `/unsubscribes${suffix}`,
    {
      config: { role: 'member' },
      schema: {
        ...documented('Who asked for no more surveys', suffix),
        querystring,
        response: { 200: unsubscribesSchema, ...delightedErrors(422) },
      },
    },
    async ({ shopId, query }) => {
      const people = await list(sql, shopId, 'unsubscribed', query);
      return people.map(({ at, ...person }) => ({ ...person, unsubscribed_at: at }));
    },
  );
  routes.get(
    `/bounces${suffix}`,
    {
      config: { role: 'member' },
      schema: {
        ...documented('Whose address does not exist', suffix),
        querystring,
        response: { 200: bouncesSchema, ...delightedErrors(422) },
      },
    },
    async ({ shopId, query }) => {
      const people = await list(sql, shopId, 'bounced', query);
      return people.map(({ at, ...person }) => ({ ...person, bounced_at: at }));
    },
  );
}

function unsubscribeRoute(app: FastifyInstance, sql: Sql, suffix: Suffix): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    `/unsubscribes${suffix}`,
    {
      schema: {
        ...documented('Send a person no more surveys', suffix),
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

/** Adds an unknown address as unsubscribed: a shop that adds it later must not send to it. */
async function unsubscribeAddress(sql: Sql, shopId: number, address: string): Promise<void> {
  await inTransaction(sql, async (transaction) => {
    const { person } = await saveShopPerson(transaction, shopId, { email: address });
    if (!(await unsubscribe(transaction, shopId, person.id))) return;
    await announce(transaction, {
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

async function list(
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
