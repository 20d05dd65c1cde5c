import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { facts } from '../../src/docs/facts.ts';
import { renderMarkdown } from '../../src/docs/markdown.ts';
import { pagesFolder, renderPages } from '../../src/docs/pages.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let paths: string[];

beforeAll(async () => {
  server = await startTestServer();
  paths = (await renderPages('https://nines.example')).map(({ path }) => path);
});
afterAll(() => server.stop());

const read = (file: string) => readFile(new URL(file, pagesFolder), 'utf8');
const get = (path: string, headers = {}) => fetch(server.url + path, { headers });

describe('the pages for owners', () => {
  it('are served in Dutch and English, compressed, and revalidated', async () => {
    expect(paths).toEqual(expect.arrayContaining(['/docs/privacy', '/docs/nl/privacy']));
    for (const path of paths) {
      const reply = await get(path, { 'accept-encoding': 'br' });
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-encoding')).toBe('br');
      expect(await reply.text()).toContain(
        path.startsWith('/docs/nl/') ? '<html lang="nl">' : '<html lang="en">',
      );
      const etag = reply.headers.get('etag')!;
      expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
    }
    expect((await get('/docs/nothing')).status).toBe(404);
  });

  it('hold no script, load nothing, and may load nothing', async () => {
    for (const path of paths) {
      const reply = await get(path);
      const policy = reply.headers.get('content-security-policy')!;
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; /);
      const html = await reply.text();
      expect(html).not.toMatch(/<script|<iframe|<form|\ssrc=|@import|url\(|\sstyle=|\son\w+=/);
      const loaded = [...html.matchAll(/<link rel="(?:icon|stylesheet)"[^>]*href="([^"]*)"/g)];
      expect(loaded.map(([, address]) => address!.slice(0, 5))).toEqual(['data:']);
    }
  });

  it('link to one another, and only to what exists', async () => {
    for (const path of paths) {
      const html = await (await get(path)).text();
      for (const other of paths.filter((each) => each.includes('/nl/') === path.includes('/nl/')))
        expect(html).toContain(`<a href="${other}"`);
      for (const [, target] of html.matchAll(/<a[^>]* href="([^"]*)"/g)) {
        if (target!.startsWith('#')) expect(html).toContain(`id="${target!.slice(1)}"`);
        else if (target!.startsWith('/')) expect((await get(target!)).status).toBe(200);
        else expect(target).toMatch(/^https:/);
      }
    }
    const { info } = (await (await get('/openapi.json')).json()) as {
      info: { description: string };
    };
    expect(info.description).toContain(`${server.url}/docs/nl/privacy`);
  });

  it('show HTML in a text as text, and refuse a placeholder without a value', async () => {
    const { html, chapters } = renderMarkdown('# A\n\n<img src=x onerror=y>\n\n## B\n\n## B');
    expect(html).toContain('&lt;img');
    expect(chapters.map(({ id }) => id)).toEqual(['b', 'b-2']);
    for (const [name, value] of Object.entries(facts)) expect({ [name]: value }).toBeTruthy();
    for (const path of paths) expect(await (await get(path)).text()).not.toContain('{{');
  });
});

describe.each(['privacy.md', 'privacy.nl.md'])('the page %s', (file) => {
  it('names each key that the widget stores in the browser, and in which storage', async () => {
    const folder = join(import.meta.dirname, '../../../widget/src');
    const text = await read(file);
    const keys = new Set<string>();
    const storages = new Set<string>();
    for (const name of await readdir(folder, { recursive: true })) {
      if (!/(?<!\.test)\.tsx?$/.test(name)) continue;
      const code = (await readFile(join(folder, name), 'utf8')).replace(
        /\/\*[^]*?\*\/|\/\/.*/g,
        '',
      );
      // What the outbox stores is named by the path that it is sent to.
      for (const [, path] of code.matchAll(/'(v1\/[^']+)'/g)) keys.add(`nines.${path}`);
      const used = [...code.matchAll(/\b(?:local|session)Storage\b/g)].map(([each]) => each);
      for (const each of used) storages.add(each);
      if (used.length === 0) continue;
      for (const [, key] of code.matchAll(/'(nines[^':]*)'/g)) keys.add(key!);
    }
    expect(keys).toEqual(new Set([...keys, 'nines', 'nines.v1/responses', 'nines.v1/views']));
    for (const key of keys) expect(text).toContain(`\`${key}`);
    for (const storage of storages) expect(text).toContain(storage);
    expect(text).not.toMatch(/document\.cookie/);
  });

  it('names each table that holds data of a shop', async () => {
    const text = await read(file);
    const rows = await server.sql<{ name: string }[]>`
      select distinct table_name as name from information_schema.columns
      where column_name = 'shop_id' and table_schema = 'public'`;
    expect(rows.length).toBeGreaterThan(10);
    const missing = rows.map(({ name }) => name).filter((name) => !text.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });

  it('has all figures from the code', async () => {
    const text = await read(file);
    for (const name of ['outboxDays', 'deliveryDays', 'commonValue'])
      expect(text).toContain(`{{${name}}}`);
  });
});

it('has the same chapters, tables and rows in both languages', async () => {
  const [english, dutch] = [await read('privacy.md'), await read('privacy.nl.md')];
  const shapeOf = (text: string) =>
    text.split('\n').flatMap((line) => {
      const [mark] = /^(#+ |\||- |>)/.exec(line) ?? [];
      return mark ?? [];
    });
  expect(shapeOf(dutch)).toEqual(shapeOf(english));
  const placeholders = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([each]) => each);
  expect(placeholders(dutch)).toEqual(placeholders(english));
  const code = (text: string) => [...text.matchAll(/`[^`]+`/g)].map(([each]) => each);
  expect(new Set(code(dutch))).toEqual(new Set(code(english)));
});
