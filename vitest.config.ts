import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './examples/harness/summary-reporter.ts';

export default defineConfig({
  test: {
    reporters: ['default', new SummaryReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['shared/src/**/*.test.ts', 'widget/src/**/*.test.{ts,tsx}'],
        },
      },
      {
        test: {
          name: 'api',
          include: ['server/{src,test}/**/*.test.ts'],
          globalSetup: ['./server/test/harness/embedded-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['examples/**/*.test.ts', 'widget/test/**/*.test.ts'],
          globalSetup: ['./examples/harness/global-setup.ts'],
          // A browser, a server and a database each: side by side they would time one another out.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
