import { existsSync, readdirSync } from 'node:fs';
import type { Binaries } from '../../src/database/embedded/programs.ts';
import { canInstallPackages, installPackage } from './apt.ts';

const folder = '/usr/lib/postgresql';

/**
 * The oldest PostgreSQL from 15 on that the operating system has, because `DATABASE_URL` may name one. On
 * Debian root installs it when it is missing. `undefined` when there is none.
 */
export function findSystemPostgres(): Binaries | undefined {
  const found = search();
  if (found || !canInstallPackages()) return found;
  installPackage('postgresql');
  return search();
}

/** Whether `findSystemPostgres` will find or install one. */
export function canHaveSystemPostgres(): boolean {
  return search() !== undefined || canInstallPackages();
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
