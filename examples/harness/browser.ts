import { chromium, type Browser } from 'playwright-core';
import { findBrowser } from './find-browser.ts';
import { noBrowser } from './install-browser.ts';

/**
 * A headless Chromium with an empty profile of its own that asks nothing of the internet. Each test
 * opens its own `newContext()`, which shares no storage with the others. Throws when no browser is
 * installed.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(noBrowser);
  return chromium.launch({ executablePath, args: [...quietly], timeout: 120_000 });
}

const quietly = [
  // Root, as in a container, cannot start Chromium's sandbox; only our own pages are opened.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
