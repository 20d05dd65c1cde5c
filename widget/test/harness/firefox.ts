import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFirefox, noFirefox } from '../../../server/test/harness/firefox.ts';

/** The script of a page that acts as a shopper. Each action waits for its element. */
export const shopper = `
  const until = (find) => new Promise((resolve) => {
    const look = () => find() ? resolve(find()) : setTimeout(look, 50);
    look();
  });
  const root = () => document.querySelector('nines-survey')?.shadowRoot;
  const find = (selector) => until(() => root()?.querySelector(selector));
  const rate = async (score) => (await find('[role=radio]:nth-child(' + (score + 1) + ')')).click();
  const fill = async (text) => {
    const field = await find('textarea');
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  const next = async () => (await find('.footer button:last-child')).click();`;

/** Settings of Firefox, as `about:config` names them. */
export type Preferences = Record<string, string | number | boolean>;

/**
 * Opens a page in a headless Firefox with a profile of its own, and returns a function that closes it. The
 * browser is not driven from outside: a script in the page acts as the shopper. Throws without a Firefox.
 */
export async function openInFirefox(
  url: string,
  preferences: Preferences = {},
): Promise<() => Promise<void>> {
  const program = findFirefox();
  if (program === undefined) throw new Error(noFirefox);
  const profile = await mkdtemp(join(tmpdir(), 'nines-firefox-'));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(profile, 'user.js'), lines.join(''));
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
