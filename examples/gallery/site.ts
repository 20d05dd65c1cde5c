import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { backdropPage, backdrops } from './backdrops/backdrops.ts';
import { backdropsPage } from './backdrops/backdrops-page.ts';
import { filmPage } from './film/film-page.ts';
import { framePage, promptScripts } from './frame/frame-page.ts';
import type { Hazard } from './hazards/find-hazards.ts';
import { hazardPage, hazardsPage } from './hazards/hazards-page.ts';
import { matrixPage } from './matrix-page.ts';
import { overviewPage } from './overview-page.ts';
import { playgroundPage } from './playground/playground-page.ts';
import { languagesPage, looksPage, stepsPage } from './section-pages.ts';
import type { GalleryShops } from './shops.ts';
import { looks, type Change, type Variant } from './variants.ts';

/** What the site shows: shops on a server, and the hazard tests' pages. */
type Content = { shops: GalleryShops; hazards: readonly Hazard[] };

type Reply = {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  body: string | Buffer;
};

const files: Record<string, string> = {
  '/gallery.css': 'text/css',
  '/lazy-frames.js': 'text/javascript',
  '/frame/frame.js': 'text/javascript',
  '/frame/prompt.js': 'text/javascript',
  '/frame/simulate.js': 'text/javascript',
  '/frame/film.js': 'text/javascript',
  '/playground/playground.js': 'text/javascript',
};

const pages: Record<
  string,
  (query: URLSearchParams, content: Content) => string | Promise<string>
> = {
  '/': overviewPage,
  '/steps': stepsPage,
  '/languages': languagesPage,
  '/looks': looksPage,
  '/matrix': matrixPage,
  '/backdrops': backdropsPage,
  '/hazards': (_, { hazards }) => hazardsPage(hazards),
  '/film': filmPage,
  '/playground': playgroundPage,
  '/frame': frame,
  '/film/frame': filmFrame,
  '/playground/frame': playgroundFrame,
};

/** Serves the gallery and the playground on 127.0.0.1. */
export async function openSite(content: Content, port: number): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { status = 200, type = 'text/html', headers, body } = await answer(request, content);
    response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...headers }).end(body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function answer(request: IncomingMessage, content: Content): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://gallery');
  const type = files[pathname];
  if (type) return { type, body: await readFile(new URL(`.${pathname}`, import.meta.url)) };
  if (pathname === '/playground/settings') return change(request, content);
  const page = pages[pathname];
  if (page) return { body: await page(searchParams, content) };
  const [, section, name = ''] = pathname.split('/');
  if (section === 'backdrops' && backdrops[name]) {
    return { body: await backdrop(name, searchParams, content) };
  }
  const hazard = section === 'hazards' ? content.hazards[Number(name)] : undefined;
  return hazard ? showHazard(hazard, content) : { status: 404, body: 'Not found' };
}

async function frame(query: URLSearchParams, { shops }: Content): Promise<string> {
  const look = looks[query.get('look') ?? ''] ?? {};
  return framePage(await shops.tagUrl('Oever', { look }), readVariant(query));
}

/** A frame of the film strip: one question after the rating, and nothing that keeps the thanks open. */
async function filmFrame(query: URLSearchParams, { shops }: Content): Promise<string> {
  const steps: Change = {
    followUps: { promoter: ['comment'], passive: ['comment'], detractor: ['comment'] },
    review: undefined,
  };
  return framePage(await shops.tagUrl('Oever', steps), readVariant(query));
}

async function backdrop(name: string, query: URLSearchParams, { shops }: Content): Promise<string> {
  const look = query.has('match') ? { match: true } : {};
  const tagUrl = await shops.tagUrl(backdrops[name]?.shop ?? '', { look });
  return backdropPage(name, promptScripts(tagUrl).markup);
}

async function showHazard(hazard: Hazard, { shops }: Content): Promise<Reply> {
  const tagUrl = await shops.tagUrl('Oever', hazard.change);
  const { headers = {} } = hazard.page;
  return { headers, body: hazardPage(tagUrl, hazard) };
}

/** `version` is added to the script's address, because the browser caches the script for minutes. */
async function playgroundFrame(query: URLSearchParams, { shops }: Content): Promise<string> {
  const { tagUrl } = await shops.playground();
  const url = `${tagUrl}?${query.get('version') ?? ''}`;
  const name = query.get('backdrop') ?? '';
  if (backdrops[name]) return backdropPage(name, promptScripts(url).markup);
  return framePage(url, readVariant(query));
}

function readVariant(query: URLSearchParams): Variant {
  return {
    lang: query.get('lang') ?? 'en',
    page: query.get('page') === 'dark' ? 'dark' : 'light',
    rtl: query.has('rtl'),
    inline: query.has('inline'),
  };
}

async function change(request: IncomingMessage, { shops }: Content): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const playground = await shops.playground();
  const reply = await playground.change(Buffer.concat(chunks).toString());
  const survey = (await reply.json()) as object;
  return {
    status: reply.status,
    type: 'application/json',
    body: JSON.stringify({ ...survey, tagUrl: playground.tagUrl }),
  };
}
