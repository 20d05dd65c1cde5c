import reference from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';

/** The page loads nothing from other servers and sends nothing to them. */
const configuration = {
  url: '/openapi.json',
  pageTitle: 'Nines: the API',
  withDefaultFonts: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  telemetry: false,
  documentDownloadType: 'json',
  customCss: `
    .light-mode { --scalar-color-accent: #0c6b58; --scalar-background-accent: #dcefe9; }
    .dark-mode { --scalar-color-accent: #56c9ab; --scalar-background-accent: #17392f; }
    .markdown pre, .markdown pre * { white-space: pre-wrap !important; overflow-wrap: anywhere; }
  `,
} as const;

/** `GET /openapi.json`: the description. `GET /docs`: a page to read it and to try requests. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  app.addHook('onSend', async (_, reply, payload) => {
    if (typeof payload === 'string' && String(reply.getHeader('content-type')).includes('html')) {
      reply.header('content-security-policy', policyFor(payload));
    }
    return payload;
  });
  await app.register(reference, {
    routePrefix: '/docs',
    configuration,
  });
}

/** Scalar adds styles at run time, so those are allowed. Of inline scripts only the page's own may run. */
function policyFor(html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = inline.map(
    ([, script]) => `'sha256-${createHash('sha256').update(script!).digest('base64')}'`,
  );
  return [
    "default-src 'self'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
