import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { surveyLimits } from '@nines/shared/limits';
import { surveySettingsSchema } from '@nines/shared/survey';
import { surveySchema, type Survey } from '@nines/shared/wire/survey';
import { type Sql, inTransaction } from '../database/sql.ts';
import { parse, problems, HttpProblem, notFound, wrongField } from '../http/problems.ts';
import { askForRecount } from '../rollups/pending.ts';
import {
  findExcess,
  findSurvey,
  insertSurvey,
  listSurveys,
  lockSurveys,
  removeSurvey,
  updateSurvey,
  type Excess,
} from './store.ts';

const params = z.object({ id: z.string() });
const [kilobytes, allKilobytes] = [
  surveyLimits.settingsBytes / 1_024,
  surveyLimits.allSettingsBytes / 1_024,
];
const size = `The settings of a survey take at most ${kilobytes} kB of JSON, and those of all the shop's surveys ${allKilobytes} kB.`;

/**
 * The routes that list, add, read, change and remove surveys. `onChange` is called after each change, and
 * `onRecount` when a recount may have been requested. `recountDelayMs` is how long other processes may use old
 * settings.
 */
export async function surveyRoutes(
  app: FastifyInstance,
  {
    sql,
    onChange,
    onRecount,
    recountDelayMs,
  }: {
    sql: Sql;
    onChange: (shopId: number) => void;
    onRecount: () => void;
    recountDelayMs: number;
  },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/v1/surveys',
    {
      config: { role: 'viewer' },
      schema: {
        tags: ['Surveys'],
        summary: "The shop's surveys, oldest first",
        response: { 200: z.object({ surveys: z.array(surveySchema) }), ...problems(401) },
      },
    },
    async (request) => ({ surveys: await listSurveys(sql, request.shopId) }),
  );

  routes.post(
    '/v1/surveys',
    {
      schema: {
        tags: ['Surveys'],
        summary: 'Add a survey',
        description: `A shop has at most ${surveyLimits.surveys} surveys. ${size}`,
        body: surveySettingsSchema,
        response: { 201: surveySchema, ...problems(400, 401, 409, 422) },
      },
    },
    async ({ shopId, body }, reply) => {
      const survey = await inTransaction(sql, async (transaction) => {
        await lockSurveys(transaction, shopId);
        refuseExcess(await findExcess(transaction, shopId, body));
        return insertSurvey(transaction, shopId, body);
      });
      onChange(shopId);
      return reply.code(201).send(survey);
    },
  );

  routes.get(
    '/v1/surveys/:id',
    {
      config: { role: 'viewer' },
      schema: {
        tags: ['Surveys'],
        summary: 'One survey',
        params,
        response: { 200: surveySchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const survey = await findSurvey(sql, request.shopId, request.params.id);
      if (!survey) throw notFound('survey');
      return survey;
    },
  );

  routes.patch(
    '/v1/surveys/:id',
    {
      schema: {
        tags: ['Surveys'],
        summary: 'Change some settings of a survey',
        description:
          'Given fields replace the stored ones; others stay. With another list of `segments`, past answers are counted again; until that is done, aggregates say `recounting`. ' +
          size,
        params,
        body: z.looseObject({}).describe('Any of the settings'),
        response: { 200: surveySchema, ...problems(400, 401, 404, 422) },
      },
    },
    async (request) => {
      const { shopId, body } = request;
      const survey = await inTransaction(sql, (transaction) =>
        changeSurvey(transaction, { shopId, id: request.params.id, recountDelayMs }, body),
      );
      onChange(shopId);
      onRecount();
      if (!survey) throw notFound('survey');
      return survey;
    },
  );

  routes.delete(
    '/v1/surveys/:id',
    {
      schema: {
        tags: ['Surveys'],
        summary: 'Remove a survey',
        description:
          'It asks no shoppers any more, and is in no list or aggregate. Its answers stay among the responses, and answers that arrive later are still stored. The last survey cannot be removed: add another first, or switch this one off with `active`.',
        params,
        response: { 204: z.null().describe('Removed'), ...problems(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const removal = await removeSurvey(sql, request.shopId, request.params.id);
      if (removal === 'unknown') throw notFound('survey');
      if (removal === 'last') {
        throw new HttpProblem(
          409,
          'The last survey cannot be removed; switch it off with `active`',
        );
      }
      onChange(request.shopId);
      return reply.code(204).send(null);
    },
  );
}

/** Throws the problem for settings that exceed a bound. */
function refuseExcess(excess: Excess | undefined): void {
  if (excess === 'settings') {
    throw wrongField('', `The settings take more than ${kilobytes} kB: shorten texts or labels`);
  }
  if (excess === 'all settings') {
    const detail = `The settings of the shop's surveys would take more than ${allKilobytes} kB: shorten some, or remove a survey`;
    throw wrongField('', detail);
  }
  if (excess === 'surveys') {
    throw new HttpProblem(409, `A shop has at most ${surveyLimits.surveys} surveys: remove one`);
  }
  if (excess === 'removed') {
    const detail = `A shop keeps at most ${surveyLimits.removed} removed surveys: change one that there is`;
    throw new HttpProblem(409, detail);
  }
}

/** Merges the changes into the locked settings, so two changes at the same time are both kept. */
async function changeSurvey(
  transaction: Sql,
  { shopId, id, recountDelayMs }: { shopId: number; id: string; recountDelayMs: number },
  changes: object,
): Promise<Survey | undefined> {
  await lockSurveys(transaction, shopId);
  const found = await findSurvey(transaction, shopId, id);
  if (!found) return undefined;
  const { id: _, createdAt: __, scale, ...settings } = found;
  // The scale never changes, because it gives the stored scores their meaning.
  const changed = parse(surveySettingsSchema, { ...settings, ...changes, scale });
  refuseExcess(await findExcess(transaction, shopId, changed, id));
  if (JSON.stringify(changed.segments) !== JSON.stringify(found.segments)) {
    await askForRecount(transaction, shopId, recountDelayMs);
  }
  return updateSurvey(transaction, shopId, id, changed);
}
