import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { limits } from '@nines/shared/limits';
import { text } from '@nines/shared/text';
import { withLock } from '../database/sql.ts';
import { HttpProblem, notFound, wrongField } from '../http/problems.ts';
import { present, type ResponseRecord } from '../responses/columns.ts';
import { findResponse, listSpan } from '../responses/find.ts';
import type { ShopEntry } from '../shops/directory.ts';
import {
  blankOr,
  expands,
  pageNumber,
  perPage,
  properties,
  timestamp,
  wholeNumber,
} from './parameters.ts';
import type { DelightedParts } from './parts.ts';
import { findPeopleByRef, findPerson, readPersonKey } from './people.ts';
import { presentResponse, type DatedResponse } from './present.ts';
import { delightedErrors, surveyResponseSchema } from './schemas.ts';
import { createResponse, updateResponse } from './save-response.ts';
import { scopeOf } from './scope.ts';

const tags = ['Delighted'];
const security = [{ delighted: [] }];

/** A person by id, or as the clients send one that was expanded. */
const personId = z.preprocess(
  (value) => (typeof value === 'object' && value !== null && 'id' in value ? value.id : value),
  z.union([z.string(), z.int()], { error: blankOr('is invalid') }),
);
const fields = {
  comment: text(limits.comment).nullish(),
  person_properties: properties.nullish(),
  tags: z.array(z.string()).max(limits.reasons).optional(),
};
const score = wholeNumber(0, 10);
const newResponse = z.looseObject({
  person: personId,
  score,
  ...fields,
  created_at: timestamp.optional(),
});
const changes = z.looseObject({ person: personId.optional(), score: score.optional(), ...fields });
const listQuery = z.looseObject({
  per_page: perPage,
  page: pageNumber,
  since: timestamp.optional(),
  until: timestamp.optional(),
  updated_since: timestamp.optional(),
  updated_until: timestamp.optional(),
  trend: z.string().optional(),
  person_id: z.string().optional(),
  person_email: z.string().optional(),
  order: z.enum(['asc', 'desc', 'asc:updated_at', 'desc:updated_at']).default('asc'),
});

/** `/survey_responses`: list, create, retrieve, update. */
export async function delightedResponseRoutes(
  app: FastifyInstance,
  parts: DelightedParts,
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  for (const suffix of ['', '.json']) {
    const hide = suffix !== '';
    routes.get(
      `/survey_responses${suffix}`,
      {
        schema: {
          hide,
          tags,
          security,
          summary: 'List responses, oldest first',
          querystring: listQuery,
          response: { 200: z.array(surveyResponseSchema), ...delightedErrors(422) },
        },
      },
      async (request) => list(parts, request.shopId, request.query),
    );

    routes.post(
      `/survey_responses${suffix}`,
      {
        schema: {
          hide,
          tags,
          security,
          summary: 'Add a response of a person',
          body: newResponse,
          response: { 201: surveyResponseSchema, ...delightedErrors(422) },
        },
      },
      async (request, reply) => {
        const { shopId } = request;
        const person = await personOf(parts, shopId, request.body.person);
        const entry = await entryOf(parts, shopId);
        const id = await createResponse(parts.writer, entry, request.body, person.customerRef);
        return reply.code(201).send(await retrieve(parts, shopId, id, request.query));
      },
    );

    // The Node client saves a response to the address of the list, with the id in the body.
    routes.put(
      `/survey_responses${suffix}`,
      { schema: { hide: true, body: changes.extend({ id: z.string() }) } },
      async (request) =>
        change(parts, request.shopId, request.body.id, request.body, request.query),
    );
  }

  const params = z.object({ id: z.string().transform((id) => id.replace(/\.json$/, '')) });
  routes.get(
    '/survey_responses/:id',
    {
      schema: {
        tags,
        security,
        summary: 'One response',
        params,
        response: { 200: surveyResponseSchema, ...delightedErrors(404) },
      },
    },
    async (request) => retrieve(parts, request.shopId, request.params.id, request.query),
  );
  routes.put(
    '/survey_responses/:id',
    {
      schema: {
        tags,
        security,
        summary: 'Change a response',
        description: 'What is left out stays.',
        params,
        body: changes,
        response: { 200: surveyResponseSchema, ...delightedErrors(404, 422) },
      },
    },
    async (request) =>
      change(parts, request.shopId, request.params.id, request.body, request.query),
  );
}

async function list(parts: DelightedParts, shopId: number, query: z.infer<typeof listQuery>) {
  const { sql } = parts;
  const [direction, by] = query.order.split(':');
  const found = await listSpan(
    sql,
    {
      ...(await scopeOf(sql, shopId, query.trend)),
      since: query.since,
      until: query.until,
      updatedSince: query.updated_since,
      updatedUntil: query.updated_until,
      customer: await customerOf(parts, shopId, query),
    },
    {
      by: by ? 'updated' : 'answered',
      descending: direction === 'desc',
      limit: query.per_page,
      offset: (query.page - 1) * query.per_page,
    },
  );
  return presentAll(parts, shopId, found.map(dated), query);
}

function dated(record: ResponseRecord): DatedResponse {
  return { ...present(record), updatedAt: record.updatedAt };
}

/** Whose responses are asked for; a stranger's hash is nobody's. */
async function customerOf(
  { sql }: DelightedParts,
  shopId: number,
  query: { person_id?: string | undefined; person_email?: string | undefined },
): Promise<string | undefined> {
  const { person_id: id, person_email: email } = query;
  if (id === undefined && email === undefined) return undefined;
  const key = readPersonKey(id ?? `email:${email}`);
  const person = key && (await findPerson(sql, shopId, key));
  return person?.customerRef ?? id ?? '';
}

async function retrieve(parts: DelightedParts, shopId: number, id: string, query: unknown) {
  const [shown] = await presentAll(parts, shopId, [await find(parts, shopId, id)], query);
  return shown!;
}

async function change(
  parts: DelightedParts,
  shopId: number,
  id: string,
  wanted: z.infer<typeof changes>,
  query: unknown,
) {
  const entry = await entryOf(parts, shopId);
  // Of two that begin with the same revision one would be lost.
  await withLock(parts.turns, `delighted ${shopId} ${id.toLowerCase()}`, async () => {
    const stored = await find(parts, shopId, id);
    const person =
      wanted.person === undefined || isOwner(wanted.person, stored)
        ? undefined
        : await personOf(parts, shopId, wanted.person);
    await updateResponse(parts.writer, entry, stored, wanted, person?.customerRef);
  });
  return retrieve(parts, shopId, id, query);
}

/** Whether the person is the stand-in that a response without a person of the list is shown with. */
function isOwner(person: string | number, stored: DatedResponse): boolean {
  return person === stored.customer || person === stored.id;
}

async function find({ sql }: DelightedParts, shopId: number, id: string): Promise<DatedResponse> {
  const stored = z.uuid().safeParse(id).success ? await findResponse(sql, shopId, id) : undefined;
  if (!stored) throw notFound('response');
  return dated(stored);
}

async function personOf({ sql }: DelightedParts, shopId: number, id: string | number) {
  const key = readPersonKey(String(id));
  const person = key && (await findPerson(sql, shopId, key));
  if (!person) throw wrongField('person', 'does not exist');
  return person;
}

async function entryOf(parts: DelightedParts, shopId: number): Promise<ShopEntry> {
  const entry = await parts.entryOf(shopId);
  if (!entry) throw new HttpProblem(404, 'There is no such shop');
  return entry;
}

async function presentAll(
  { sql, publicUrl }: DelightedParts,
  shopId: number,
  responses: readonly DatedResponse[],
  query: unknown,
) {
  const refs = responses.flatMap(({ customer }) => customer ?? []);
  const people = await findPeopleByRef(sql, shopId, [...new Set(refs)]);
  const byRef = new Map(people.map((person) => [person.customerRef, person]));
  const expandPerson = expands(query as Record<string, unknown>, 'person');
  return responses.map((response) =>
    presentResponse(response, byRef.get(response.customer ?? ''), { expandPerson, publicUrl }),
  );
}
