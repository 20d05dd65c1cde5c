import { findBrowser } from './find-browser.ts';
import { canHaveFirefox, findFirefox, installFirefox } from './firefox.ts';
import { installBrowser } from './install-browser.ts';

/**
 * Runs once before the browser tests: sees to the browsers and hands their paths on to the test files in
 * `CHROMIUM_PATH` and `FIREFOX_PATH`. Where one cannot be had it says so in one line and lets the other
 * tests run; every test that needs it then fails with that line, and none is skipped.
 */
export function setup(): void {
  provide('CHROMIUM_PATH', 'Chromium', findBrowser, installBrowser);
  // Where there can be none, the list of projects has left its tests out and said so.
  if (canHaveFirefox()) provide('FIREFOX_PATH', 'Firefox', findFirefox, installFirefox);
}

function provide(
  variable: string,
  name: string,
  find: () => string | undefined,
  install: () => string,
): void {
  try {
    process.env[variable] = find() ?? announce(name, install);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function announce(name: string, install: () => string): string {
  process.stderr.write(`Installing ${name} for the tests, once…\n`);
  return install();
}
