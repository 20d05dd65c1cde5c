import type { FastifyInstance } from 'fastify';
import { StartError } from '../config/config.ts';
import { sendAsset, type Asset } from '../http/assets.ts';
import { notFound } from '../http/problems.ts';

/** `GET /dashboard` and its files: the owner's pages, as built. */
export async function dashboardRoutes(
  app: FastifyInstance,
  { files }: { files: ReadonlyMap<string, Asset> },
): Promise<void> {
  const page = files.get('index.html');
  if (!page) throw new StartError('Not built yet: there is no dashboard; run "pnpm build"');

  app.addHook('onRequest', async (_, reply) => {
    reply.header(
      'content-security-policy',
      "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });
  app.get('/', { schema: { hide: true } }, (_, reply) => reply.redirect('/dashboard'));
  app.get('/dashboard', { schema: { hide: true } }, (request, reply) =>
    sendAsset(request, reply, page, 'no-cache'),
  );
  app.get<{ Params: { '*': string } }>(
    '/dashboard/*',
    { schema: { hide: true } },
    (request, reply) => {
      const file = files.get(request.params['*']);
      if (!file) throw notFound('file');
      return sendAsset(request, reply, file, 'public, max-age=31536000, immutable');
    },
  );
}
