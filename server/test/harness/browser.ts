import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { findChromium, noChromium } from './chromium.ts';

/**
 * Connects to the Chromium that `TEST_CHROMIUM_URL` names and all browser tests share, or else launches
 * one. Each test opens a `newContext()`, which shares no storage with the others. Throws an error when no
 * browser is installed.
 */
export async function openBrowser(): Promise<Browser> {
  const shared = process.env['TEST_CHROMIUM_URL'];
  if (shared) return chromium.connect(shared, { timeout: 120_000 });
  const path = findChromium();
  if (path === undefined) throw new Error(noChromium);
  return chromium.launch(launchOptions(path));
}

/**
 * A headless Chromium with an empty profile that sends no requests of its own. Its scrollbars take 15 px, as
 * on Windows and most of Linux; playwright-core would hide them.
 */
export function launchOptions(executablePath: string): LaunchOptions {
  return {
    executablePath,
    args: [...quiet],
    ignoreDefaultArgs: ['--hide-scrollbars'],
    timeout: 120_000,
  };
}

const quiet = [
  // Root, as in a container, cannot use Chromium's sandbox. Only our own pages are opened.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
