import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../../server/test/harness/apt.ts';
import type { SitePage } from '../harness/site.ts';
import { shopPage } from './shop-page.ts';

/**
 * Libraries that replace parts of the browser. The prompt works beside them in full. npm has no build for browsers
 * of either, so the first two scripts are our own and do what the libraries do.
 */
const libraries = {
  'a library like Prototype.js': () => beside('like-prototype.js'),
  'a library like MooTools': () => beside('like-mootools.js'),
  // npm's package has the part for the language: it replaces Array.from, Object.values and more.
  'MooTools’ part for the language': () =>
    fileURLToPath(import.meta.resolve('mootools/lib/mootools-core-1.5.2-server.js')),
};

export const libraryNames = Object.keys(libraries) as (keyof typeof libraries)[];

export function libraryPage(name: keyof typeof libraries): SitePage {
  return withScript(libraries[name]());
}

/** The real libraries as Debian packs them. They are used where Debian's packages can be installed. */
const debianPackages = {
  'Prototype.js 1.7.3': {
    packageName: 'libjs-prototype',
    file: '/usr/share/javascript/prototype/prototype.js',
  },
  'MooTools 1.4.5': {
    packageName: 'libjs-mootools',
    file: '/usr/share/javascript/mootools/mootools-core-nc.js',
  },
};

export const debianNames = Object.keys(debianPackages) as (keyof typeof debianPackages)[];

/** The page with a library of Debian, which is installed if possible; `undefined` without it. */
export function debianPage(name: keyof typeof debianPackages): SitePage | undefined {
  const { packageName, file } = debianPackages[name];
  if (!existsSync(file)) installPackage(packageName);
  return existsSync(file) ? withScript(file) : undefined;
}

/** A page whose head runs a script before the tag. It is a data URL, because a library may contain "</script>". */
function withScript(file: string): SitePage {
  const page = shopPage({});
  const url = `data:text/javascript;base64,${readFileSync(file, 'base64')}`;
  return { ...page, head: `<script src="${url}"></script>${page.head}` };
}

/** The path of a file in this folder. */
function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
