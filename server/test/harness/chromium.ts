import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { canInstallPackages, installPackage } from './apt.ts';

/**
 * The path of an installed Chromium, Chrome or Edge: the one that `CHROMIUM_PATH` names, else a headless
 * shell, else a browser in the usual places of this operating system or in Playwright's cache.
 * `undefined` if there is none. Throws when `CHROMIUM_PATH` names something that is not a file.
 */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named && !isFile(named)) throw new Error(`CHROMIUM_PATH is ${named}, which is not a file`);
  return named || findHeadlessShell() || [...usualPlaces(), ...playwrightCache()].find(isFile);
}

/** The headless shell: it needs less than half the processor time of a whole Chromium. */
function findHeadlessShell(): string | undefined {
  const shells = playwrightCache().filter((path) => path.includes('headless_shell'));
  return [...inPath(['chromium-headless-shell']), ...shells].find(isFile);
}

/** Whether there is no headless shell yet, and one may be installed. */
export function lacksHeadlessShell(): boolean {
  return !process.env['CHROMIUM_PATH'] && canInstallPackages() && findHeadlessShell() === undefined;
}

function usualPlaces(): string[] {
  if (process.platform === 'win32') return windowsPlaces();
  if (process.platform === 'darwin') return macPlaces();
  return inPath(['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']);
}

function inPath(names: readonly string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders, '/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'].flatMap(
    (folder) => names.map((name) => join(folder, name)),
  );
}

function macPlaces(): string[] {
  return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
    ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
      join(folder, `${name}.app`, 'Contents', 'MacOS', name),
    ),
  );
}

function windowsPlaces(): string[] {
  const folders = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined);
  const programs = [
    'Google\\Chrome\\Application\\chrome.exe',
    'Chromium\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
  ];
  return folders.flatMap((folder) => programs.map((program) => join(folder, program)));
}

/** Newest first: the folders end in a rising number. */
function playwrightCache(): string[] {
  const cache = process.env['PLAYWRIGHT_BROWSERS_PATH'] || defaultCache();
  const builds = globSync('{chromium_headless_shell,chromium}-*', { cwd: cache });
  return builds
    .toSorted((one, other) => buildNumber(other) - buildNumber(one))
    .flatMap((build) =>
      globSync(
        [
          '*/{chrome,chrome-headless-shell,headless_shell}{,.exe}',
          '*/*.app/Contents/MacOS/{Chromium,Google Chrome for Testing}',
        ],
        { cwd: join(cache, build) },
      ).map((program) => join(cache, build, program)),
    );
}

function defaultCache(): string {
  const local = process.env['LOCALAPPDATA'];
  if (process.platform === 'win32' && local) return join(local, 'ms-playwright');
  const parent = process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache'];
  return join(homedir(), ...parent, 'ms-playwright');
}

function buildNumber(folder: string): number {
  return Number(folder.split('-').at(-1));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * Installs a headless Chromium and returns its path: with apt as root or, where that gives none, with
 * Playwright's own installer into its cache. Throws an error that says what to do when no browser runs.
 */
export function installChromium(): string {
  for (const install of [withApt('chromium-headless-shell'), withPlaywright, withApt('chromium')]) {
    install();
    const browser = findChromium();
    if (browser !== undefined && runs(browser)) return browser;
  }
  throw new Error(noChromium);
}

/** The message for developers without a browser, in one line. */
export const noChromium =
  'No Chromium or Chrome was found or could be installed: install one, or set CHROMIUM_PATH to it.';

function withApt(name: string): () => void {
  return () => installPackage(name);
}

function withPlaywright(): void {
  const manifest = createRequire(import.meta.url).resolve('playwright-core/package.json');
  const installer = join(dirname(manifest), 'cli.js');
  spawnSync(process.execPath, [installer, 'install', 'chromium-headless-shell'], {
    stdio: 'ignore',
    timeout: 600_000,
  });
}

/** A file is not enough: a browser may lack its libraries, or be Ubuntu's stub for a snap. */
function runs(browser: string): boolean {
  // On Windows `--version` opens a window instead of answering.
  if (process.platform === 'win32') return true;
  return spawnSync(browser, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
