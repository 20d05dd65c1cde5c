import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { limits } from '@nines/shared/limits';
import { text } from '@nines/shared/text';
import { notFound, wrongField } from '../http/problems.ts';
import { lastAnswers } from '../responses/find.ts';
import { findShop } from '../shops/store.ts';
import { blankOr, email, flag, perPage, properties, timestamp, wholeNumber } from './parameters.ts';
import type { DelightedParts } from './parts.ts';
import { readPageInfo, writePageInfo } from './page-info.ts';
import {
  findPerson,
  listPeople,
  normalise,
  readPersonKey,
  savePerson,
  type PersonRow,
} from './people.ts';
import { removePerson } from './remove-person.ts';
import { presentPerson, seconds } from './present.ts';
import { delightedErrors, okSchema, personSchema, savedPersonSchema } from './schemas.ts';
import { cancelSurvey, scheduleSurvey } from './survey-requests.ts';

const tags = ['Delighted'];
const security = [{ delighted: [] }];
const tenYears = 315_360_000;

const newPerson = z.looseObject({
  email,
  name: text(255).nullish(),
  delay: wholeNumber(0, tenYears).default(0),
  send: flag.default(true),
  properties: properties.nullish(),
  channel: z
    .enum(['email'], { error: blankOr('is not supported: surveys go by e-mail') })
    .default('email'),
  last_sent_at: timestamp.optional(),
});
const changedPerson = newPerson.extend({ send: flag.default(false) });
const listQuery = z.looseObject({
  per_page: perPage,
  since: timestamp.optional(),
  until: timestamp.optional(),
  email: z.string().max(limits.email).optional(),
  page_info: z.string().max(200).optional(),
});

/** `/people`: create or update, list, retrieve, delete; and the surveys that they are to be sent. */
export async function delightedPeopleRoutes(
  app: FastifyInstance,
  parts: DelightedParts,
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ id: z.string().transform((id) => id.replace(/\.json$/, '')) });

  for (const suffix of ['', '.json']) {
    const hide = suffix !== '';
    routes.post(
      `/people${suffix}`,
      {
        schema: {
          hide,
          tags,
          security,
          summary: 'Add a person, to be sent a survey',
          body: newPerson,
          response: {
            201: savedPersonSchema.describe('Added'),
            200: savedPersonSchema.describe('Was there already, and is changed'),
            ...delightedErrors(422),
          },
        },
      },
      async ({ shopId, body }, reply) => {
        const { saved, created } = await save(parts, shopId, body);
        return reply.code(created ? 201 : 200).send(saved);
      },
    );
    // The Node client saves a person to the address of the list, and wants no survey sent by that.
    routes.put(
      `/people${suffix}`,
      { schema: { hide: true, body: changedPerson } },
      async ({ shopId, body }) => (await save(parts, shopId, body)).saved,
    );
    routes.get(
      `/people${suffix}`,
      {
        schema: {
          hide,
          tags,
          security,
          summary: 'List people, oldest first',
          querystring: listQuery,
          response: {
            200: z.array(personSchema).describe('The header `Link` leads to the next page'),
            ...delightedErrors(422),
          },
        },
      },
      async ({ shopId, query }, reply) => list(parts, shopId, query, reply, suffix),
    );
    routes.delete(
      `/people/:id/survey_requests/pending${suffix}`,
      {
        schema: {
          hide,
          tags,
          security,
          summary: 'Take back the survey of a person',
          description: '`id` is the e-mail address.',
          params,
          response: { 200: okSchema, ...delightedErrors() },
        },
      },
      async ({ shopId, params: { id } }) => {
        await cancelSurvey(parts.sql, shopId, { email: normalise(id) });
        return { ok: true as const };
      },
    );
  }

  routes.get(
    '/people/:id',
    {
      schema: {
        tags,
        security,
        summary: 'One person, by id or address',
        params,
        response: { 200: personSchema, ...delightedErrors(404) },
      },
    },
    async ({ shopId, params: { id } }) => {
      const key = readPersonKey(id);
      const person = key && (await findPerson(parts.sql, shopId, key));
      if (!person) throw notFound('person');
      const [shown] = await present(parts, shopId, [person]);
      return shown!;
    },
  );
  routes.delete(
    '/people/:id',
    {
      schema: {
        tags,
        security,
        summary: 'Delete a person, by id or address',
        description:
          '`id` is an id or `email:` and an address. Their responses lose all that tells who gave them; the scores stay counted.',
        params,
        response: { 202: okSchema, ...delightedErrors(404) },
      },
    },
    async ({ shopId, params: { id } }, reply) => {
      const key = readPersonKey(id);
      if (!key || !(await removePerson(parts.sql, shopId, key))) throw notFound('person');
      return reply.code(202).send({ ok: true });
    },
  );
}

async function save({ sql }: DelightedParts, shopId: number, wanted: z.infer<typeof newPerson>) {
  const shop = await findShop(sql, shopId);
  if (!shop) throw notFound('shop');
  const { person, suppressed, created } = await savePerson(sql, shop, {
    email: wanted.email,
    name: wanted.name,
    properties: wanted.properties ?? undefined,
    lastSentAt:
      wanted.last_sent_at === undefined ? undefined : new Date(wanted.last_sent_at * 1000),
  });
  const due =
    wanted.send && !suppressed
      ? await scheduleSurvey(sql, shopId, person.id, wanted.delay)
      : undefined;
  const saved = {
    id: String(person.id),
    email: person.email,
    name: person.name,
    survey_scheduled_at: due ? seconds(due) : null,
    properties: person.properties,
  };
  return { saved, created };
}

async function list(
  parts: DelightedParts,
  shopId: number,
  query: z.infer<typeof listQuery>,
  reply: FastifyReply,
  suffix: string,
) {
  const after = query.page_info === undefined ? undefined : readPageInfo(query.page_info);
  if (after === null) throw wrongField('page_info', 'is invalid');
  const { per_page: limit, since, until } = query;
  const found = await listPeople(parts.sql, {
    shopId,
    limit: limit + 1,
    after,
    since,
    until,
    email: query.email,
  });
  const people = found.slice(0, limit);
  const last = found.length > limit ? people.at(-1) : undefined;
  if (last) {
    const next = new URL(`${parts.publicUrl}/delighted/v1/people${suffix}`);
    for (const [name, value] of Object.entries(query)) {
      if (typeof value === 'string' || typeof value === 'number') {
        next.searchParams.set(name, String(value));
      }
    }
    next.searchParams.set('page_info', writePageInfo(last));
    reply.header('link', `<${next.href}>; rel="next"`);
  }
  return present(parts, shopId, people);
}

async function present({ sql }: DelightedParts, shopId: number, people: readonly PersonRow[]) {
  const answered = await lastAnswers(
    sql,
    shopId,
    people.map(({ customerRef }) => customerRef),
  );
  return people.map((person) =>
    presentPerson({ ...person, lastRespondedAt: answered.get(person.customerRef) ?? null }),
  );
}
