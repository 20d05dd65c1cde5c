import { Negotiator } from '@fastify/accept-negotiator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash, hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { StartError } from '../config/config.ts';

/** A file in memory, with its compressed forms. */
export type Asset = {
  type: string;
  etag: string;
  /** `br` and `gzip` are absent where compression does not make the file smaller. */
  bodies: Readonly<{ identity: Buffer; br?: Buffer | undefined; gzip?: Buffer | undefined }>;
};

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
};

/**
 * Reads all files of a folder into memory, by their path within it, with "/" between. The compressed
 * forms are those that the build wrote beside each file, as `NAME.br` and `NAME.gz`. Throws a
 * `StartError` when the folder does not exist: then the project was not built.
 */
export async function readAssets(folder: URL): Promise<ReadonlyMap<string, Asset>> {
  const root = fileURLToPath(folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => {
    throw new StartError(`Not built yet: there is no ${root}; run "pnpm build"`);
  });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = new Map<string, Buffer>();
  for (const path of paths) {
    files.set(relative(root, path).split(sep).join('/'), await readFile(path));
  }
  const names = [...files.keys()].filter((name) => !/\.(br|gz)$/.test(name));
  return new Map(
    names.map((name) => {
      const [br, gz] = [files.get(`${name}.br`), files.get(`${name}.gz`)];
      return [name, assetOf(name, { identity: files.get(name)!, br, gzip: gz })];
    }),
  );
}

/**
 * The quality of brotli, up to 11, for files made at run time. At 5 they are a little larger than at 11, and
 * take a tenth of the time.
 */
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Makes an asset of a text. The extension of the name decides the type. */
export type AssetMaker = (name: string, content: string) => Promise<Asset>;

/** How many assets are compressed at once. */
const maxCompressing = 2;

/**
 * Makes assets, and compresses them off the event loop. That runs on Node's four threads, which also resolve
 * names and read files: so two of them stay free, however many assets are wanted.
 */
export function createAssetMaker(): AssetMaker {
  const inTurn = pLimit(maxCompressing);
  return async (name, content) => {
    const identity = Buffer.from(content);
    const br = await inTurn(() => promisify(brotliCompress)(identity, quality));
    const gz = await inTurn(() => promisify(gzip)(identity));
    return assetOf(name, { identity, br, gzip: gz });
  };
}

/** The size of an asset in a cache, in bytes. */
export function bytesOf({ bodies }: Asset): number {
  const { identity, br, gzip: gz } = bodies;
  return identity.length + (br?.length ?? 0) + (gz?.length ?? 0);
}

function assetOf(name: string, bodies: Asset['bodies']): Asset {
  return {
    type: types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(bodies.identity).digest('base64url').slice(0, 22)}"`,
    bodies,
  };
}

/** Sends an asset in an encoding that the browser accepts, or 304 when the browser has it already. */
export function sendAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, etag, bodies }: Asset,
  cacheControl: string,
): FastifyReply {
  reply.headers({ 'cache-control': cacheControl, etag, vary: 'accept-encoding' });
  if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const encoding = encodingFor(request.headers['accept-encoding']);
  const body = bodies[encoding];
  if (encoding === 'identity' || !body) return reply.type(type).send(bodies.identity);
  return reply.header('content-encoding', encoding).type(type).send(body);
}

// Without a cache, which would keep every header that clients send.
const negotiator = new Negotiator({ supportedValues: ['br', 'gzip', 'identity'] });

function encodingFor(accepted: string | undefined): keyof Asset['bodies'] {
  return (
    (accepted && (negotiator.negotiate(accepted) as keyof Asset['bodies'] | null)) || 'identity'
  );
}

/** JSON as it is sent, with its ETag. */
export type JsonBody = { json: string; etag: string };

export function makeJson(json: string): JsonBody {
  return { json, etag: `"${hash('sha1', json, 'base64url')}"` };
}

/**
 * Sends JSON that a client may cache and revalidate: with an `ETag`, and as 304 when it is unchanged.
 * Node sends a string and its headers in one write, but a Buffer in another.
 */
export function sendJson(
  request: FastifyRequest,
  reply: FastifyReply,
  { json, etag }: JsonBody,
): FastifyReply {
  reply.headers({ etag, 'cache-control': 'private, no-cache', vary: 'authorization' });
  if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(json);
}

/** Whether `If-None-Match` names the tag. Proxies may have weakened it (RFC 9110, 13.1.2). */
function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return (
    header.trim() === '*' ||
    header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  );
}
