import type { FastifyInstance } from 'fastify';
import { sendAsset, type AssetMaker } from '../http/assets.ts';
import { renderPages } from './pages.ts';

/** `GET /docs/NAME` and `GET /docs/nl/NAME`: pages for owners, rendered and compressed once, at the start. */
export async function pageRoutes(
  app: FastifyInstance,
  { publicUrl, makeAsset }: { publicUrl: string; makeAsset: AssetMaker },
): Promise<void> {
  for (const { path, html, policy } of await renderPages(publicUrl)) {
    const asset = await makeAsset('page.html', html);
    app.get(path, { schema: { hide: true } }, (request, reply) =>
      sendAsset(
        request,
        reply.header('content-security-policy', policy),
        asset,
        'public, max-age=300',
      ),
    );
  }
}
