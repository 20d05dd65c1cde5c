import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { canInstallPackages, installPackage } from './apt.ts';

const places = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];

/**
 * The path of an installed Firefox: the one that `FIREFOX_PATH` names, else one in the usual places;
 * `undefined` if there is none that runs. Playwright drives only a build of its own.
 */
export function findFirefox(): string | undefined {
  const named = process.env['FIREFOX_PATH'];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`FIREFOX_PATH is ${named}, which is not a file`);
  }
  return places.find((place) => existsSync(place) && runs(place));
}

/** Whether a Firefox is named or found, or `installFirefox` may bring one. */
export function canHaveFirefox(): boolean {
  return !!process.env['FIREFOX_PATH'] || canInstallPackages() || findFirefox() !== undefined;
}

/** Installs Debian's Firefox and gives its path. Throws where that brought none. */
export function installFirefox(): string {
  installPackage('firefox-esr');
  const firefox = findFirefox();
  if (firefox === undefined) throw new Error(noFirefox);
  return firefox;
}

/** The message for developers without Firefox, in one line. */
export const noFirefox =
  'Not run: the tests in Firefox (widget/test/**/firefox*.test.ts). No Firefox was found: install one, or set FIREFOX_PATH to it.';

/** A file is not enough: Ubuntu's is a stub for a snap. */
function runs(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
