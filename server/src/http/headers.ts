import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * The security headers of pages and private replies: no page may frame, sniff or embed them, and no
 * script runs in them. Routes that serve pages set a policy of their own on top. The routes for answers
 * and views send none, because no browser shows their replies.
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
    // Only a server that is reached by HTTPS may promise it. Subdomains may belong to others.
    hsts: publicUrl.startsWith('https:') && { maxAge: 31_536_000, includeSubDomains: false },
  };
}
