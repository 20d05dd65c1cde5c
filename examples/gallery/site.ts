import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { framePage } from './frame-page.ts';
import { galleryPage } from './gallery-page.ts';
import { playgroundPage } from './playground-page.ts';
import type { GalleryShops } from './gallery-shops.ts';
import { sections } from './variants.ts';

const files: Record<string, string> = {
  '/gallery.css': 'text/css',
  '/advance.js': 'text/javascript',
  '/playground.js': 'text/javascript',
};

type Reply = { status?: number; type?: string; body: string | Buffer };

/** Serves the gallery and the playground on 127.0.0.1. */
export async function openSite(shops: GalleryShops, port: number): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { status = 200, type = 'text/html', body } = await answer(request, shops);
    response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function answer(request: IncomingMessage, shops: GalleryShops): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://gallery');
  const file = files[pathname];
  if (file) return { type: file, body: await readFile(new URL(`.${pathname}`, import.meta.url)) };
  if (pathname === '/') return { body: galleryPage() };
  if (pathname === '/playground') return { body: playgroundPage() };
  if (pathname === '/frame') return frame(searchParams, shops);
  if (pathname === '/try') return playgroundFrame(searchParams, shops);
  if (pathname === '/settings' && request.method === 'PATCH') return change(request, shops);
  return { status: 404, body: 'Not found' };
}

function frame(query: URLSearchParams, { tagUrls }: GalleryShops): Reply {
  const variant = sections[query.get('section') ?? '']?.[Number(query.get('index'))];
  if (!variant) return { status: 404, body: 'Not found' };
  return { body: framePage(tagUrls.get(variant.look) ?? '', variant, 'gallery') };
}

function playgroundFrame(query: URLSearchParams, { playground }: GalleryShops): Reply {
  const lang = query.get('locale') ?? 'en';
  const variant = { label: '', look: '', lang, inline: query.has('target') };
  return { body: framePage(playground.tagUrl, variant, query.get('version') ?? '') };
}

async function change(request: IncomingMessage, { playground }: GalleryShops): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const reply = await playground.change(Buffer.concat(chunks).toString());
  const survey = (await reply.json()) as object;
  return {
    status: reply.status,
    type: 'application/json',
    body: JSON.stringify({ ...survey, tagUrl: playground.tagUrl }),
  };
}
