import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * What every page and private reply is sent with: no page may frame, sniff or embed it, and nothing
 * runs in it. Pages that are more than data say their own policy on top. Answers and views are left
 * out, for no browser ever shows them.
 */
export function securityHeaders(publicUrl: string): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // Only who is reached by HTTPS may promise it; for subdomains that are not ours we do not speak.
    hsts: publicUrl.startsWith('https:') && { maxAge: 31_536_000, includeSubDomains: false },
  };
}
