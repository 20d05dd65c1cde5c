import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { facts } from './facts.ts';
import { escapeHtml, renderMarkdown, type Document } from './markdown.ts';

/** The languages of pages, by their codes, and the words around the text. The first one is the default. */
const languages = {
  en: {
    name: 'English',
    contents: 'On this page',
    menu: 'Pages',
    dashboard: 'Dashboard',
    api: 'API',
    skip: 'Skip to the text',
  },
  nl: {
    name: 'Nederlands',
    contents: 'Op deze pagina',
    menu: 'Pagina’s',
    dashboard: 'Dashboard',
    api: 'API',
    skip: 'Naar de tekst',
  },
} as const;
type Language = keyof typeof languages;
const codes = Object.keys(languages) as Language[];

type Page = Document & { name: string; language: Language; path: string };

/** A page as it is sent: its path, its HTML, and the policy that allows it nothing but its own style. */
export type RenderedPage = { path: string; html: string; policy: string };

export const pagesFolder = new URL('./pages/', import.meta.url);

/**
 * Renders each `NAME.md` of the folder to the page `/docs/NAME`, and each `NAME.nl.md` to `/docs/nl/NAME`. In the
 * texts `{{name}}` stands for one of `facts`. Throws when it does not.
 */
export async function renderPages(
  publicUrl: string,
  folder = pagesFolder,
): Promise<RenderedPage[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.md')).toSorted();
  const style = await readFile(new URL('pages.css', pagesFolder), 'utf8');
  const pages = await Promise.all(
    files.map(async (file) => readPage(file, await readFile(new URL(file, folder), 'utf8'))),
  );
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return pages.map((page) => ({
    path: page.path,
    html: layOut(page, pages, { style, publicUrl }),
    policy,
  }));
}

function readPage(file: string, text: string): Page {
  const [name, code = 'en'] = file.replace(/\.md$/, '').split('.') as [string, string?];
  const language = codes.find((each) => each === code);
  if (!language) throw new Error(`${file}: there are no pages in the language "${code}"`);
  const path = language === 'en' ? `/docs/${name}` : `/docs/${language}/${name}`;
  return { ...renderMarkdown(fillIn(text, file)), name, language, path };
}

function fillIn(text: string, file: string): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = facts[name];
    if (value === undefined) throw new Error(`${file}: there is no "${name}" to fill in`);
    return String(value);
  });
}

type Surroundings = { style: string; publicUrl: string };

function layOut(page: Page, pages: readonly Page[], { style, publicUrl }: Surroundings): string {
  const { language, title, summary } = page;
  const words = languages[language];
  const versions = pages.filter(({ name }) => name === page.name);
  const alternates = versions.map(
    (each) => `<link rel="alternate" hreflang="${each.language}" href="${publicUrl}${each.path}">`,
  );
  const switches = versions
    .filter((each) => each !== page)
    .map((each) => link(each, languages[each.language].name));
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Nines</title>
<meta name="description" content="${escapeHtml(summary)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${icon}">
<link rel="canonical" href="${publicUrl}${page.path}">
${alternates.join('\n')}
<style>${style}</style>
</head>
<body>
<a class="skip" href="#text">${words.skip}</a>
<header>
<a class="home" href="/dashboard" aria-label="Nines: ${words.dashboard}">Nines</a>
<nav aria-label="${words.menu}">${menuOf(page, pages)}<a href="/docs">${words.api}</a></nav>
<div class="languages">${switches.join('')}</div>
</header>
<div class="columns">
<aside><details><summary>${words.contents}</summary>
<ol>${page.chapters.map(({ id, title: name }) => `<li><a href="#${id}">${name}</a></li>`).join('')}</ol>
</details></aside>
<main id="text">
${page.html}</main>
</div>
</body>
</html>
`;
}

/** Links to all pages, in the language of the page where there is one. */
function menuOf(page: Page, pages: readonly Page[]): string {
  const names = [...new Set(pages.map(({ name }) => name))];
  return names
    .map((name) => {
      const versions = pages.filter((each) => each.name === name);
      const version = versions.find(({ language }) => language === page.language) ?? versions[0]!;
      return link(version, escapeHtml(version.title), page);
    })
    .join('');
}

function link({ path, language }: Page, text: string, current?: Page): string {
  const here = current?.path === path ? ' aria-current="page"' : '';
  return `<a href="${path}" hreflang="${language}" lang="${language}"${here}>${text}</a>`;
}

const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#0c6b58"/><circle cx="16" cy="13" r="5.4" fill="none" stroke="#fff" stroke-width="3.2"/><path d="M21.4 13c0 6-2.4 9.6-7.2 11.4" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round"/></svg>',
)}`;
