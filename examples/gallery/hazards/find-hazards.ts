import { readdir } from 'node:fs/promises';
import type { Change } from '../variants.ts';

/** A page of a shop that could keep the prompt away, break it, or be broken by it. */
export type Hazard = {
  /** The file and the export that it is from, such as "bars: bottomBars". */
  group: string;
  name: string;
  page: HazardPage;
  /** The settings and the tag's attributes with which the tests show it. */
  change: Change;
  tag: string;
};

/** The parts of a hazard's page, as HTML. */
export type HazardPage = {
  lang?: string;
  head?: string;
  body?: string;
  tag?: string;
  headers?: Record<string, string>;
};

const folder = new URL('../../../widget/test/hazards/', import.meta.url);

/** What an export's pages need, by the export's name. */
const settingsOf: Record<string, Partial<Pick<Hazard, 'change' | 'tag'>>> = {
  topBars: { change: { look: { position: 'top-right' } } },
  pageLooks: { change: { look: { match: true } } },
  sections: { tag: 'data-target="#here"' },
};

/**
 * The pages that the modules of the hazard tests export: single ones, and objects of pages by name. Exports of
 * another form are left out.
 */
export async function findHazards(): Promise<Hazard[]> {
  const files = (await readdir(folder)).filter((file) => /^[\w-]+\.ts$/.test(file)).toSorted();
  const groups = await Promise.all(
    files.map(async (file) => {
      const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
      return Object.entries({ ...module, ...libraryPages(module) }).flatMap(([name, value]) => {
        const group = `${file.replace('.ts', '')}: ${name}`;
        return pagesOf(name, value).map((found) => ({ group, ...found }));
      });
    }),
  );
  return groups.flat().map(({ group, name, page }) => {
    const { change = {}, tag = '' } = settingsOf[group.split(': ')[1] ?? ''] ?? {};
    return { group, name, page, change, tag };
  });
}

/** The pages with a library, which a function makes for each name. Those that need a package of Debian are left out. */
function libraryPages({ libraryNames, libraryPage }: Record<string, unknown>): object {
  if (!Array.isArray(libraryNames) || typeof libraryPage !== 'function') return {};
  return {
    libraryPages: Object.fromEntries(
      libraryNames.map((name: string) => [name, libraryPage(name) as HazardPage]),
    ),
  };
}

type Found = { name: string; page: HazardPage };

function pagesOf(name: string, value: unknown): Found[] {
  if (isPage(value)) return [{ name, page: value }];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  return entries.every(([, page]) => isPage(page))
    ? entries.map(([title, page]) => ({ name: title, page: page as HazardPage }))
    : [];
}

function isPage(value: unknown): value is HazardPage {
  if (typeof value !== 'object' || value === null) return false;
  const { head, body } = value as Record<string, unknown>;
  return typeof head === 'string' || typeof body === 'string';
}
