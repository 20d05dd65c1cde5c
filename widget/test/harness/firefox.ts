import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const places = [
  process.env['FIREFOX_PATH'],
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];

/** The user's own Firefox (or `FIREFOX_PATH`), if there is one: Playwright drives only its own build. */
export function findFirefox(): string | undefined {
  return places.find((place) => place !== undefined && existsSync(place));
}

/**
 * Opens a page in a headless Firefox with a profile of its own, and gives what closes it. Nothing drives
 * the browser from outside: the page's own script has to do what a shopper does.
 */
export async function openInFirefox(program: string, url: string): Promise<() => Promise<void>> {
  const profile = await mkdtemp(join(tmpdir(), 'nines-firefox-'));
  const browser = spawn(program, ['--headless', '--no-remote', '--profile', profile, url], {
    stdio: 'ignore',
    env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' },
  });
  return async () => {
    await end(browser);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}

function end(browser: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (browser.exitCode !== null) return resolve();
    browser.once('exit', () => resolve());
    return browser.kill('SIGTERM');
  });
}
