import { chromium } from 'playwright-core';
import { launchOptions } from './browser.ts';
import { findChromium, installChromium, lacksHeadlessShell } from './chromium.ts';
import { canHaveFirefox, findFirefox, installFirefox } from './firefox.ts';
import { startNines } from './nines-process.ts';

/**
 * Runs once before the browser tests: starts one Chromium and one server for all of them, and sets their
 * addresses in `TEST_CHROMIUM_URL`, `TEST_NINES_URL` and `FIREFOX_PATH`. When a browser is missing, it prints
 * one line, and every test that needs the browser fails with that line; none is skipped.
 */
export async function setup(): Promise<() => Promise<void>> {
  const path = provide(
    'Chromium',
    () => (lacksHeadlessShell() ? undefined : findChromium()),
    installChromium,
  );
  const browser = path === undefined ? undefined : await chromium.launchServer(launchOptions(path));
  process.env['TEST_CHROMIUM_URL'] = browser?.wsEndpoint() ?? '';
  // vitest.config.ts leaves out the Firefox tests when Firefox is not available.
  if (canHaveFirefox())
    process.env['FIREFOX_PATH'] = provide('Firefox', findFirefox, installFirefox);
  const nines = await startNines();
  process.env['TEST_NINES_URL'] = nines.url;
  return async () => {
    await browser?.close();
    await nines.stop();
  };
}

/** The path of an installed browser. `undefined`, after printing a line, when there is none. */
function provide(
  name: string,
  find: () => string | undefined,
  install: () => string,
): string | undefined {
  try {
    const found = find();
    if (found !== undefined) return found;
    process.stderr.write(`Installing ${name} for the tests, once…\n`);
    return install();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}
