import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFirefox, noFirefox } from '../../../server/test/harness/firefox.ts';

/**
 * Opens a page in a headless Firefox with a profile of its own, and returns a function that closes it. The
 * browser is not driven from outside: a script in the page acts as the shopper. Throws without a Firefox.
 */
export async function openInFirefox(url: string): Promise<() => Promise<void>> {
  const program = findFirefox();
  if (program === undefined) throw new Error(noFirefox);
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
