import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { text } from '@nines/shared/text';
import { findPerson, normaliseEmail } from '../addresses/people.ts';
import { cancelSurvey, scheduleSurvey } from '../addresses/sending.ts';
import { notFound } from '../http/problems.ts';
import {
  pageOfPeople,
  peopleQuery,
  presentPeople,
  readPersonKey,
  removePerson,
  saveShopPerson,
} from './people.ts';
import { seconds } from './present.ts';
import {
  blankOr,
  delightedErrors,
  documented,
  email,
  flag,
  idParams,
  okSchema,
  personSchema,
  properties,
  savedPersonSchema,
  suffixes,
  timestamp,
  wholeNumber,
  type DelightedParts,
  type Suffix,
} from './schemas.ts';

const tenYearsSeconds = 315_360_000;

const newPerson = z.looseObject({
  email,
  name: text(255).nullish(),
  delay: wholeNumber(0, tenYearsSeconds).default(0),
  send: flag.default(true),
  properties: properties.nullish(),
  channel: z
    .enum(['email'], { error: blankOr('is not supported: surveys go by e-mail') })
    .default('email'),
  last_sent_at: timestamp.optional(),
});
const changedPerson = newPerson.extend({ send: flag.default(false) });

/** `/people`: create or update, list, retrieve, delete; and the surveys scheduled to them. */
export async function delightedPeopleRoutes(
  app: FastifyInstance,
  parts: DelightedParts,
): Promise<void> {
  for (const suffix of suffixes) {
    saveRoutes(app, parts, suffix);
    listRoute(app, parts, suffix);
    cancelRoute(app, parts, suffix);
  }
  itemRoutes(app, parts);
}

function saveRoutes(app: FastifyInstance, parts: DelightedParts, suffix: Suffix): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    `/people${suffix}`,
    {
      schema: {
        ...documented('Add a person, to be sent a survey', suffix),
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
  // The Node client saves a person to the address of the list. That must not schedule a survey.
  routes.put(
    `/people${suffix}`,
    { schema: { hide: true, body: changedPerson } },
    async ({ shopId, body }) => (await save(parts, shopId, body)).saved,
  );
}

function listRoute(app: FastifyInstance, parts: DelightedParts, suffix: Suffix): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    `/people${suffix}`,
    {
      config: { role: 'member' },
      schema: {
        ...documented('List people, oldest first', suffix),
        querystring: peopleQuery,
        response: {
          200: z.array(personSchema).describe('The header `Link` leads to the next page'),
          ...delightedErrors(422),
        },
      },
    },
    async ({ shopId, query }, reply) => {
      const { people, next } = await pageOfPeople(parts.sql, shopId, query);
      if (next !== undefined) {
        const url = nextPage(`${parts.publicUrl}/delighted/v1/people${suffix}`, query, next);
        reply.header('link', `<${url}>; rel="next"`);
      }
      return people;
    },
  );
}

/** The address of the next page, with the parameters of this one. */
function nextPage(list: string, query: Record<string, unknown>, pageInfo: string): string {
  const url = new URL(list);
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'string' || typeof value === 'number') {
      url.searchParams.set(name, String(value));
    }
  }
  url.searchParams.set('page_info', pageInfo);
  return url.href;
}

function cancelRoute(app: FastifyInstance, { sql }: DelightedParts, suffix: Suffix): void {
  app.withTypeProvider<ZodTypeProvider>().delete(
    `/people/:id/survey_requests/pending${suffix}`,
    {
      schema: {
        ...documented('Take back the survey of a person', suffix),
        description: '`id` is the e-mail address.',
        params: idParams,
        response: { 200: okSchema, ...delightedErrors() },
      },
    },
    async ({ shopId, params: { id } }) => {
      await cancelSurvey(sql, shopId, { email: normaliseEmail(id) });
      return { ok: true as const };
    },
  );
}

function itemRoutes(app: FastifyInstance, { sql, onErase }: DelightedParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    '/people/:id',
    {
      config: { role: 'member' },
      schema: {
        ...documented('One person, by id or address'),
        params: idParams,
        response: { 200: personSchema, ...delightedErrors(404) },
      },
    },
    async ({ shopId, params: { id } }) => {
      const key = readPersonKey(id);
      const person = key && (await findPerson(sql, shopId, key));
      if (!person) throw notFound('person');
      const [presented] = await presentPeople(sql, shopId, [person]);
      return presented!;
    },
  );
  routes.delete(
    '/people/:id',
    {
      schema: {
        ...documented('Delete a person, by id or address'),
        description:
          '`id` is an id or `email:` and an address. Their responses lose everything personal; the scores stay counted.',
        params: idParams,
        response: { 202: okSchema, ...delightedErrors(404) },
      },
    },
    async ({ shopId, params: { id } }, reply) => {
      const key = readPersonKey(id);
      if (!key || !(await removePerson(sql, shopId, key))) throw notFound('person');
      onErase();
      return reply.code(202).send({ ok: true });
    },
  );
}

async function save({ sql }: DelightedParts, shopId: number, wanted: z.infer<typeof newPerson>) {
  const { person, suppressed, created } = await saveShopPerson(sql, shopId, {
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
