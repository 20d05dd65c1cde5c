import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { limits } from '@nines/shared/limits';
import { text } from '@nines/shared/text';
import { findPeopleByRef, findPerson } from '../addresses/people.ts';
import { listSpan } from '../responses/find.ts';
import { scopeOf } from './metrics.ts';
import { readPersonKey } from './people.ts';
import { dated, presentResponse, type DatedResponse } from './present.ts';
import { changeResponse, createResponse, findResponse } from './save-response.ts';
import {
  blankOr,
  delightedErrors,
  documented,
  idParams,
  pageNumber,
  perPage,
  properties,
  suffixes,
  surveyResponseSchema,
  timestamp,
  wholeNumber,
  type DelightedParts,
  type Suffix,
} from './schemas.ts';

/** The id of a person. The clients also send back the whole person that they were given. */
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
  for (const suffix of suffixes) collectionRoutes(app, parts, suffix);
  itemRoutes(app, parts);
}

function collectionRoutes(app: FastifyInstance, parts: DelightedParts, suffix: Suffix): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const path = `/survey_responses${suffix}`;
  routes.get(
    path,
    {
      config: { role: 'member' },
      schema: {
        ...documented('List responses, oldest first', suffix),
        querystring: listQuery,
        response: { 200: z.array(surveyResponseSchema), ...delightedErrors(422) },
      },
    },
    async ({ shopId, query }) => list(parts, shopId, query),
  );
  routes.post(
    path,
    {
      schema: {
        ...documented('Add a response of a person', suffix),
        body: newResponse,
        response: { 201: surveyResponseSchema, ...delightedErrors(422) },
      },
    },
    async ({ shopId, body, query }, reply) => {
      const id = await createResponse(parts, shopId, body);
      return reply.code(201).send(await retrieve(parts, shopId, id, query));
    },
  );
  // The Node client sends a changed response to the address of the list, with the id in the body.
  routes.put(
    path,
    { schema: { hide: true, body: changes.extend({ id: z.string() }) } },
    async ({ shopId, body, query }) => {
      await changeResponse(parts, shopId, body.id, body);
      return retrieve(parts, shopId, body.id, query);
    },
  );
}

function itemRoutes(app: FastifyInstance, parts: DelightedParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const path = '/survey_responses/:id';
  routes.get(
    path,
    {
      config: { role: 'member' },
      schema: {
        ...documented('One response'),
        params: idParams,
        response: { 200: surveyResponseSchema, ...delightedErrors(404) },
      },
    },
    async ({ shopId, params: { id }, query }) => retrieve(parts, shopId, id, query),
  );
  routes.put(
    path,
    {
      schema: {
        ...documented('Change a response'),
        description: 'Fields that are left out stay as they are.',
        params: idParams,
        body: changes,
        response: { 200: surveyResponseSchema, ...delightedErrors(404, 422) },
      },
    },
    async ({ shopId, params: { id }, body, query }) => {
      await changeResponse(parts, shopId, id, body);
      return retrieve(parts, shopId, id, query);
    },
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

/** The hash whose responses are asked for. An unknown person gives one that no response has. */
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
  const response = await findResponse(parts.sql, shopId, id);
  const [presented] = await presentAll(parts, shopId, [response], query);
  return presented!;
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

/** Whether `expand` names a field: the parameter may be repeated, and may be written `expand[]`. */
function expands(query: Record<string, unknown>, field: string): boolean {
  return [query['expand'], query['expand[]']].flat().includes(field);
}
