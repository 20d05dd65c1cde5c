import type { FastifyReply, FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';

/**
 * Sends JSON that a client may keep and ask for again: with an `ETag` of its content, and as a bare 304
 * when the client has that very content. Without a schema of its own, for it is sent as it stands.
 */
export function sendWithEtag(
  request: FastifyRequest,
  reply: FastifyReply,
  json: string,
): FastifyReply {
  const etag = `"${hash('sha1', json, 'base64url')}"`;
  reply.headers({ etag, 'cache-control': 'private, no-cache', vary: 'authorization' });
  if (holds(request.headers['if-none-match'], etag)) return reply.code(304).send();
  // A string under a type that Fastify does not serialise.
  return reply.type('application/json; charset=utf-8').serializer(String).send(json);
}

/** Whether `If-None-Match` names the tag; proxies may have weakened theirs (RFC 9110, 13.1.2). */
function holds(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return (
    header.trim() === '*' ||
    header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  );
}
