import { defineConfig } from 'vitest/config';
import { canHaveFirefox, noFirefox } from './server/test/harness/firefox.ts';
import { SummaryReporter } from './server/test/harness/summary-reporter.ts';
import { canMountSmallDisk, noSmallDisk } from './server/test/harness/small-disk.ts';
import { canHaveSystemPostgres } from './server/test/harness/system-postgres.ts';

/**
 * After this time a test has failed. Tests wait for conditions and must pass on a machine that is ten times
 * slower, so this is no measure of speed.
 */
const timeouts = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000 } },
};

/**
 * The tests that run on a second, older PostgreSQL. Together they send each of the server's statements at
 * least once, except the probe of a full disk: its tests start the embedded PostgreSQL themselves.
 */
const statements = [
  'server/test/aggregate/*.test.ts',
  'server/test/attacks/{csv,flood,stolen-keys,tenants}.test.ts',
  'server/test/cases/{list,webhooks,work}.test.ts',
  'server/test/customers/privacy.test.ts',
  'server/test/database/migrate.test.ts',
  'server/test/delighted/*.test.ts',
  'server/test/docs/openapi.test.ts',
  'server/test/imports/{imports,changing-settings}.test.ts',
  'server/test/ingest/{answers,races,revisions,locks}.test.ts',
  'server/test/responses/*.test.ts',
  'server/test/retention/*.test.ts',
  'server/test/rollups/*.test.ts',
  'server/test/segments/*.test.ts',
  'server/test/shops/shops.test.ts',
  'server/test/surveys/*.test.ts',
  'server/test/webhooks/{webhooks,secrets,left-over}.test.ts',
];

/** Browser tests that take long: the hazards in Firefox too, and every step in each display setting. */
const onlyInSoak = ['widget/test/hazards/firefox*.test.ts', 'widget/test/display-settings.test.ts'];

/** The test files of a worker share its loaded modules, because no test replaces a module. */
const shared = { ...timeouts, isolate: false };

const api = { ...shared, globalSetup: ['./server/test/harness/api-setup.ts'] };

// Debian's PostgreSQL is a 15, which DATABASE_URL may name.
const apiOnSystemPostgres = {
  test: {
    ...api,
    name: 'api on the system’s PostgreSQL',
    include: statements,
    provide: { postgres: 'system' as const },
  },
};

const withSystemPostgres = canHaveSystemPostgres() && !process.env['TEST_DATABASE_URL'];
if (!canHaveSystemPostgres()) {
  console.warn('No PostgreSQL of the system: the API is tested on the embedded one only.');
}

const withSmallDisk = canMountSmallDisk();
if (!withSmallDisk) console.warn(noSmallDisk);

const withFirefox = canHaveFirefox();
if (!withFirefox) console.warn(noFirefox);

export default defineConfig({
  test: {
    // More than the usual two cores: most tests wait for a server, a database or a browser.
    maxWorkers: 4,
    reporters: ['default', new SummaryReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{shared,widget,server}/src/**/*.test.{ts,tsx}',
            'server/dashboard/**/*.test.{ts,tsx}',
          ],
        },
      },
      {
        test: {
          ...api,
          name: 'api',
          include: ['server/test/**/*.test.ts'],
          exclude: withSmallDisk ? [] : ['server/test/database/full-disk.test.ts'],
          provide: { postgres: 'embedded' as const },
        },
      },
      ...(withSystemPostgres ? [apiOnSystemPostgres] : []),
      {
        test: {
          name: 'browser',
          include: ['examples/**/*.test.ts', 'widget/test/**/*.test.ts'],
          exclude: [
            '**/node_modules/**',
            ...(process.env['NINES_SOAK'] ? [] : onlyInSoak),
            ...(withFirefox ? [] : ['widget/test/**/firefox*.test.ts']),
          ],
          globalSetup: ['./server/test/harness/browser-setup.ts'],
          ...shared,
        },
      },
    ],
  },
});
