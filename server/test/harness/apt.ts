import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether Debian packages can be installed: as root, where there is apt. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs a Debian package if possible. Ignores failures: the caller looks for the program afterwards. */
export function installPackage(name: string): void {
  if (!canInstallPackages()) return;
  const environment = { ...options, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  if (!isUpdated) spawnSync('apt-get', ['update'], environment);
  isUpdated = true;
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], environment);
}

/** The list of packages is fetched once by each process. */
let isUpdated = false;

const options = { stdio: 'ignore', timeout: 600_000 } as const;
