import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { aggregateQuerySchema } from '@nines/shared/wire/aggregate';
import { addDays } from '@nines/shared/calendar';
import { aggregate } from '../aggregate/figures.ts';
import { parseQuery } from '../aggregate/query.ts';
import { readCounts } from '../aggregate/read.ts';
import type { Sql } from '../database/sql.ts';
import { sendAsset, type Asset, type AssetMaker } from '../http/assets.ts';
import type { ShopDirectory, ShopEntry } from '../shops/directory.ts';
import { defaultSurveyOf } from '../surveys/store.ts';
import { today } from '../time/zones.ts';
import { badgeTexts, drawBadge, drawNothing, type Theme } from './draw.ts';

/** How long a badge is cached here; browsers cache it ten times as long. */
const cacheMs = 60_000;
const caching = 'public, max-age=600, stale-while-revalidate=86400';

const querystring = z.object({
  theme: z.enum(['auto', 'light', 'dark']).catch('auto').describe('Default: as the visitor has it'),
  locale: z.string().max(35).optional().catch(undefined).describe("Default: the shop's"),
});

/** `GET /badge/PUBLIC_KEY.svg`: a shop's score for its footer, if the shop has switched it on. */
export async function badgeRoutes(
  app: FastifyInstance,
  { makeAsset, ...parts }: { sql: Sql; directory: ShopDirectory; makeAsset: AssetMaker },
): Promise<void> {
  const badges = new LRUCache<string, Asset, { entry: ShopEntry; theme: Theme; locale: string }>({
    max: 2_000,
    ttl: cacheMs,
    fetchMethod: async (_, __, { context }) =>
      makeAsset('badge.svg', await makeBadge(parts.sql, context.entry, context)),
  });

  // Made once, because anybody may request badges that do not exist, as often as they like.
  const nothings: Record<Theme, Asset> = {
    auto: await makeAsset('badge.svg', drawNothing('auto')),
    light: await makeAsset('badge.svg', drawNothing('light')),
    dark: await makeAsset('badge.svg', drawNothing('dark')),
  };

  app.withTypeProvider<ZodTypeProvider>().get(
    '/badge/:file',
    {
      schema: {
        tags: ['Badge'],
        summary: "A shop's score as a picture, for its footer",
        description:
          'An SVG with the score of the past 12 months, how many answers it is from, how sure it is, and how many of the answers are signed. Only where the shop has `badge` set; anywhere else a picture without a number, and a 404.',
        security: [],
        params: z.object({ file: z.string().describe('The public key and `.svg`') }),
        querystring,
        response: {
          200: { description: 'The badge', content: { 'image/svg+xml': { schema: svg } } },
          404: { description: 'A neutral picture', content: { 'image/svg+xml': { schema: svg } } },
        },
      },
    },
    async (request, reply) => {
      const { theme } = request.query;
      const key = request.params.file.replace(/\.svg$/, '');
      const entry = await parts.directory.find(key);
      reply.headers({
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
      });
      if (!entry?.shop.badge) {
        return sendAsset(request, reply.code(404), nothings[theme], 'public, max-age=60');
      }
      const locale = request.query.locale ?? entry.shop.locale;
      const language = locale.toLowerCase().startsWith('nl') ? 'nl' : 'en';
      const context = { entry, theme, locale: language };
      const badge = await badges.forceFetch(`${key} ${theme} ${language}`, { context });
      return sendAsset(request, reply, badge, caching);
    },
  );
}

const svg = z.string();

/** Draws the badge of the past 12 months for the survey that the shop's prompt shows. */
async function makeBadge(
  sql: Sql,
  entry: ShopEntry,
  { theme, locale }: { theme: Theme; locale: string },
): Promise<string> {
  const { shop, surveys } = entry;
  const survey = defaultSurveyOf(surveys)?.id ?? 'all';
  const to = today(shop.timezone);
  const query = aggregateQuerySchema.parse({ from: addDays(to, -364), to, interval: 'year' });
  const question = await parseQuery(sql, entry, survey, query);
  const { total } = aggregate(question, await readCounts(sql, question));
  return drawBadge(shop.name, total, badgeTexts(locale), theme);
}
