import { findBrowser } from './find-browser.ts';
import { installBrowser } from './install-browser.ts';

/**
 * Runs once before the browser tests: sees to a browser and hands its path on to the test files in
 * `CHROMIUM_PATH`. Without one it says so in one line and lets the other tests run; every browser
 * test then fails with that line, and none is skipped.
 */
export function setup(): void {
  try {
    process.env['CHROMIUM_PATH'] = findBrowser() ?? install();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function install(): string {
  process.stderr.write('Installing a browser for the tests, once…\n');
  return installBrowser();
}
