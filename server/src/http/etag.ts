import type { FastifyReply, FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';

/** JSON as it is sent, and the tag of its content. */
export type Body = { bytes: Buffer; etag: string };

export function makeBody(json: string): Body {
  return { bytes: Buffer.from(json), etag: `"${hash('sha1', json, 'base64url')}"` };
}

/**
 * Sends JSON that a client may keep and ask for again: with an `ETag`, and as a bare 304 when the
 * client has that very content.
 */
export function sendBody(
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, etag }: Body,
): FastifyReply {
  reply.headers({ etag, 'cache-control': 'private, no-cache', vary: 'authorization' });
  if (holds(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(bytes);
}

/** Whether `If-None-Match` names the tag; proxies may have weakened theirs (RFC 9110, 13.1.2). */
export function holds(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return (
    header.trim() === '*' ||
    header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  );
}
