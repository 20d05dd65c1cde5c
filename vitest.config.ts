import { defineConfig } from 'vitest/config';
import { canHaveFirefox, noFirefox } from './examples/harness/firefox.ts';
import { SummaryReporter } from './examples/harness/summary-reporter.ts';
import { canMountSmallDisk, noSmallDisk } from './server/test/harness/small-disk.ts';
import { canHaveSystemPostgres } from './server/test/harness/system-postgres.ts';

/**
 * When to call a test hung, which says nothing about speed: they wait on conditions, and must hold on a
 * machine ten times slower than this one.
 */
const patience = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000 } },
};

const api = { include: ['server/{src,test}/**/*.test.ts'], ...patience };

const apiOnSystemPostgres = {
  test: {
    ...api,
    name: 'api on the system’s PostgreSQL',
    exclude: ['server/test/database/{embedded,faults,full-disk}.test.ts'],
    globalSetup: ['./server/test/harness/system-setup.ts'],
  },
};

if (!canHaveSystemPostgres()) {
  console.warn('No PostgreSQL of the system: the API is tested on the embedded one only.');
}

const withSmallDisk = canMountSmallDisk();
if (!withSmallDisk) console.warn(noSmallDisk);

const withFirefox = canHaveFirefox();
if (!withFirefox) console.warn(noFirefox);

export default defineConfig({
  test: {
    reporters: ['default', new SummaryReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,widget}/src/**/*.test.{ts,tsx}', 'server/dashboard/**/*.test.ts'],
        },
      },
      {
        test: {
          ...api,
          name: 'api',
          exclude: withSmallDisk ? [] : ['server/test/database/full-disk.test.ts'],
          globalSetup: ['./server/test/harness/embedded-setup.ts'],
        },
      },
      // The same once more on what DATABASE_URL may point at: Debian's PostgreSQL is a 15.
      ...(canHaveSystemPostgres() ? [apiOnSystemPostgres] : []),
      {
        test: {
          name: 'browser',
          include: ['examples/**/*.test.ts', 'widget/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...(withFirefox ? [] : ['widget/test/firefox.test.ts'])],
          globalSetup: ['./examples/harness/global-setup.ts'],
          // A browser, a server and a database each: side by side they would time one another out.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          ...patience,
        },
      },
    ],
  },
});
