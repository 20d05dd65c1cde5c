import type { FastifyInstance } from 'fastify';
import { StartError } from '../config.ts';
import { makeAsset, sendAsset, type Asset } from '../http/asset.ts';
import { notFound } from '../http/problem.ts';
import type { ShopDirectory } from '../shops/directory.ts';
import { createLoaderComposer } from './compose.ts';

/**
 * A change of settings shows within five minutes, for what is stale is used no longer than that while it is
 * looked up again; a server that is away is bridged for a day.
 */
const loaderCaching = 'public, max-age=120, stale-while-revalidate=180, stale-if-error=86400';
/** The prompt's files carry the hash of their content in their names. */
const promptCaching = 'public, max-age=31536000, immutable';

/** A shop's console is not the place to learn that its key is closed. */
const nothing = makeAsset('nothing.js', '/* Nines: there is no such key. */\n');

/** `GET /w/PUBLIC_KEY.js`, the loader with the shop's settings, and the prompt's files beside it. */
export async function loaderRoutes(
  app: FastifyInstance,
  { directory, files }: { directory: ShopDirectory; files: ReadonlyMap<string, Asset> },
): Promise<void> {
  if (!files.has('loader.js')) {
    throw new StartError('Not built yet: there is no loader; run "pnpm build"');
  }
  const compose = createLoaderComposer(files);

  app.addHook('onRequest', async (_, reply) => {
    // A module is imported with CORS, and a shop may isolate itself with COEP.
    reply.headers({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  app.get<{ Params: { file: string } }>(
    '/w/:file',
    // The headers that guard pages say nothing of a script, and would weigh as much as the loader.
    { helmet: false, schema: { hide: true } },
    async (request, reply) => {
      const { file } = request.params;
      const asset = file.startsWith('prompt.') ? files.get(file) : undefined;
      if (asset) return sendAsset(request, reply, asset, promptCaching);
      if (!file.endsWith('.js')) throw notFound('file');
      const entry = await directory.find(file.slice(0, -'.js'.length));
      const loader = entry ? compose(entry) : nothing;
      return sendAsset(request, reply, loader, loaderCaching);
    },
  );
}
