import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import type { Binaries } from '../../src/database/embedded/programs.ts';

const folder = '/usr/lib/postgresql';

/**
 * The PostgreSQL that the operating system brings, oldest first from 15 up, for that is what
 * `DATABASE_URL` may point at. As root on Debian it is installed when missing; `undefined` elsewhere.
 */
export function findSystemPostgres(): Binaries | undefined {
  const found = search();
  if (found || !canInstall()) return found;
  execFileSync('apt-get', ['update'], { stdio: 'ignore' });
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql'], {
    stdio: 'ignore',
  });
  return search();
}

/** Whether `findSystemPostgres` will find or install one. */
export function canHaveSystemPostgres(): boolean {
  return search() !== undefined || canInstall();
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function search(): Binaries | undefined {
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder)
    .map(Number)
    .filter((version) => version >= 15)
    .toSorted((one, other) => one - other);
  for (const version of versions) {
    const [initdb, postgres] = ['initdb', 'postgres'].map(
      (name) => `${folder}/${version}/bin/${name}`,
    );
    if (initdb && postgres && existsSync(initdb) && existsSync(postgres))
      return { initdb, postgres };
  }
  return undefined;
}
