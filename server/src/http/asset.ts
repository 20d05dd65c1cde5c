import { Negotiator } from '@fastify/accept-negotiator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { holds } from './etag.ts';

/** A file in memory, compressed ahead. */
export type Asset = {
  type: string;
  etag: string;
  bodies: Readonly<Record<'br' | 'gzip' | 'identity', Buffer>>;
};

// Without its cache, which would keep every header that anybody sends.
const negotiator = new Negotiator({ supportedValues: ['br', 'gzip', 'identity'] });

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
};

/** Makes an asset; its type is told by the ending of its name. */
export function makeAsset(name: string, content: string | Buffer): Asset {
  const body = Buffer.from(content);
  return {
    type: types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    bodies: {
      br: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
      gzip: gzipSync(body, { level: 9 }),
      identity: body,
    },
  };
}

/** Sends an asset as the browser can take it, or 304 when the browser has it already. */
export function sendAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, etag, bodies }: Asset,
  cacheControl: string,
): FastifyReply {
  reply.headers({ 'cache-control': cacheControl, etag, vary: 'accept-encoding' });
  if (holds(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const encoding = encodingFor(request.headers['accept-encoding']);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.type(type).send(bodies[encoding]);
}

function encodingFor(accepted: string | undefined): keyof Asset['bodies'] {
  return (
    (accepted && (negotiator.negotiate(accepted) as keyof Asset['bodies'] | null)) || 'identity'
  );
}
