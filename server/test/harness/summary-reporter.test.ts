import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const vitest = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);
const reporter = new URL('summary-reporter.ts', import.meta.url).href;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nines-summary-'));
  const config = `import { SummaryReporter } from '${reporter}';
export default { test: { globals: true, reporters: ['default', new SummaryReporter()] } };`;
  writeFileSync(join(folder, 'vitest.config.ts'), config);
});

afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ['passing tests', `test('a', () => {}); test('b', () => {});`, '2 passed, 0 failed', 0],
  ['a skipped one', `test('a', () => {}); test.skip('b', () => {});`, '1 passed, 0 failed', 0],
  [
    'a failing one',
    `test('a', () => {}); test('b', () => expect(1).toBe(2));`,
    '1 passed, 1 failed',
    1,
  ],
  ['a file that does not load', `throw new Error('no');`, '0 passed, 1 failed', 1],
  [
    'a describe that cannot begin',
    `test('a', () => {}); describe('d', () => { beforeAll(() => { throw new Error('no'); }); test('b', () => {}); });`,
    '1 passed, 1 failed',
    1,
  ],
  [
    'an error outside any test',
    `test('a', () => {}); test('b', async () => { void Promise.reject(new Error('no')); });`,
    '2 passed, 1 failed',
    1,
  ],
  ['nothing but skipped tests', `test.skip('a', () => {});`, '0 passed, 1 failed', 1],
])('%s', (_, file, line, status) => {
  writeFileSync(join(folder, 'a.test.ts'), file);
  expect(run()).toEqual({ line, status });
});

test('no tests at all count as one failed', () => {
  expect(run()).toEqual({ line: '0 passed, 1 failed', status: 1 });
});

/** Runs vitest on the folder. Returns its last line of output and its exit code. */
function run(): { line: string | undefined; status: number | null } {
  const { stdout, status } = spawnSync(process.execPath, [vitest, 'run', '--root', folder], {
    encoding: 'utf8',
    env: { ...process.env, VITEST: undefined, NO_COLOR: '1' },
  });
  expect(stdout.endsWith('\n')).toBe(true);
  return { line: stdout.split('\n').at(-2), status };
}
