import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findBrowser } from './find-browser.ts';
import { installPackage } from './install-package.ts';

/**
 * Installs a headless Chromium: with Playwright's own installer into its cache and, where that fails
 * (no network to its host, or system libraries missing) and this is root on a system with apt, as
 * Debian's package. Returns the path of a browser that runs; throws an error that says what to do
 * when neither way gave one.
 */
export function installBrowser(): string {
  for (const install of [withPlaywright, withApt]) {
    install();
    const browser = findBrowser();
    if (browser !== undefined && runs(browser)) return browser;
  }
  throw new Error(noBrowser);
}

/** What a person without a browser must know, in one line. */
export const noBrowser =
  'No Chromium or Chrome was found or could be installed: install one, or set CHROMIUM_PATH to it.';

function withPlaywright(): void {
  const manifest = createRequire(import.meta.url).resolve('playwright-core/package.json');
  const installer = join(dirname(manifest), 'cli.js');
  spawnSync(process.execPath, [installer, 'install', 'chromium-headless-shell'], options);
}

function withApt(): void {
  installPackage('chromium');
}

const options = { stdio: 'ignore', timeout: 600_000 } as const;

/** A file alone proves little: a browser may lack its libraries, or be Ubuntu's stub for a snap. */
function runs(browser: string): boolean {
  // On Windows `--version` opens a window instead of answering.
  if (process.platform === 'win32') return true;
  return spawnSync(browser, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
