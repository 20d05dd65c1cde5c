import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether packages of the system can be installed without asking anybody: as root, with apt. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs a package of Debian's where that can be done; whether it is there then is not told. */
export function installPackage(name: string): void {
  if (!canInstallPackages()) return;
  const environment = { ...options, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update'], environment);
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], environment);
}

const options = { stdio: 'ignore', timeout: 600_000 } as const;
