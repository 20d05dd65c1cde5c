import type { Aggregate } from '@nines/shared/wire/aggregate';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openBrowser } from '@nines/server/harness/browser';
import { type Child, startChild } from '@nines/server/harness/child';
import { freePort } from '@nines/server/harness/ports';
import { until } from '@nines/server/harness/until';

/** How long the import may take on a slow machine, in seconds. Some tests start the demo twice. */
const startTimeoutSeconds = 180;
vi.setConfig({ testTimeout: 3 * startTimeoutSeconds * 1_000 });

let browser: Browser;
let setup: Setup;
let children: Child[];

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser?.close());

beforeEach(async () => {
  children = [];
  setup = { dataDir: await mkdtemp(join(tmpdir(), 'nines-demo-')), port: await freePort(2) };
});

afterEach(async () => {
  for (const child of children) if (!child.hasExited()) await child.end('SIGTERM');
  await rm(setup.dataDir, { recursive: true, force: true });
});

test('the demo opens the shop, the dashboard and the numbers', async () => {
  const demo = await startDemo();
  const screen = await screenOf(demo);
  expect(demo.log()).toMatch(
    /^Starting the database…\n(Adding a year of sample answers… [\d,]+\n)+/,
  );

  const page = await browser.newPage({ locale: 'nl-NL' });
  await page.goto(screen.shop);
  await page.getByRole('button', { name: /kassa/ }).click();
  await page.getByRole('button', { name: /Bestellen/ }).click();
  await page.getByRole('radiogroup').waitFor();
  await page.close();

  const { total } = await runCurl(screen.curl);
  expect(total.responses).toBeGreaterThan(100);
  expect(total.views).toBeGreaterThan(total.responses);
  const year = await yearOf(screen);
  expect(year.responses).toBeGreaterThan(3_500);
  expect(year.responses.toLocaleString('en')).toBe(screen.answers);

  const owner = await browser.newPage({ locale: 'nl-NL' });
  await owner.goto(screen.dashboard);
  const score = String(Math.round(total.nps ?? Number.NaN));
  await owner.getByText(score, { exact: true }).first().waitFor();
  // The sample answers are not signed, and the page says so.
  await owner.getByText(/^(No answer is signed|Geen antwoord is getekend)/).waitFor();
  await owner.locator('a[href="/docs#description/signed-orders"]').waitFor();
  await owner.close();

  expect(await demo.end('SIGINT')).toBe(0);
  expect(demo.log()).toMatch(/\nStopping…\n$/);
});

test('a second run finds the data of the first and adds nothing', async () => {
  const first = await startDemo();
  const screen = await screenOf(first);
  const year = await yearOf(screen);
  expect(await first.end('SIGTERM')).toBe(0);
  const keys = await stat(join(setup.dataDir, 'demo.json'));
  expect(keys.mode & 0o777).toBe(0o600);

  const second = await startDemo();
  expect(await screenOf(second)).toEqual(screen);
  expect(second.log()).not.toContain('Adding');
  expect(await yearOf(screen)).toEqual(year);
  expect(await second.end('SIGINT')).toBe(0);
});

test('the run after an interrupted one completes the import', async () => {
  const first = await startDemo();
  await until(
    'the first sample answers',
    () => /answers… \d/.test(first.log()),
    startTimeoutSeconds,
  );
  expect(await first.end('SIGINT')).toBe(0);
  expect(first.log()).not.toContain('Nines is running');

  const screen = await screenOf(await startDemo());
  expect((await yearOf(screen)).responses.toLocaleString('en')).toBe(screen.answers);
});

test('a killed demo leaves no process running', async () => {
  const demo = await startDemo();
  await screenOf(demo);
  await demo.end('SIGKILL');
  await until('the server to stop', () => isRefused(`http://127.0.0.1:${setup.port}/health/live`));
  const pidFile = join(setup.dataDir, 'postgres', 'postmaster.pid');
  await until('the database to stop', () => !existsSync(pidFile));
});

test.each([0, 1])('a port in use is reported in one line (its port + %i)', async (offset) => {
  const taken = setup.port + offset;
  const other = createServer().listen(taken, '127.0.0.1');
  await once(other, 'listening');
  const demo = await startDemo();
  expect(await demo.exit).toBe(1);
  expect(demo.log()).toMatch(
    new RegExp(`^Port ${taken} is taken by another program\\. .*PORT=\\d+\\.\\n$`),
  );
  other.close();
});

type Setup = { dataDir: string; port: number };

async function startDemo(): Promise<Child> {
  const demo = await startChild(fileURLToPath(new URL('../demo.ts', import.meta.url)), {
    PORT: String(setup.port),
    HOST: '',
    PUBLIC_URL: '',
    DATABASE_URL: '',
    DATA_DIR: setup.dataDir,
  });
  children.push(demo);
  return demo;
}

function isRefused(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    () => true,
  );
}

type Screen = { shop: string; dashboard: string; answers: string; curl: string };

/** The addresses and the command that the demo prints. */
async function screenOf(demo: Child): Promise<Screen> {
  await until(
    'the screen',
    () => demo.hasExited() || demo.log().includes('Ctrl-C'),
    startTimeoutSeconds,
  );
  const find = (pattern: RegExp) => {
    const found = pattern.exec(demo.log())?.[1];
    if (found === undefined) throw new Error(`The screen lacks ${pattern.source}:\n${demo.log()}`);
    return found;
  };
  return {
    shop: find(/The shop +(\S+)/),
    dashboard: find(/The dashboard +(\S+)/),
    answers: find(/a year of ([\d,]+) sample answers/),
    curl: find(/The numbers +(curl .+)/),
  };
}

/** Sends the request of the printed `curl` command. */
async function runCurl(line: string, change: (url: URL) => void = () => {}): Promise<Aggregate> {
  const [, header, address] = /^curl -H '([^']+)' '([^']+)'$/.exec(line) ?? [];
  const [name, value] = (header ?? '').split(': ');
  const url = new URL(address ?? '');
  change(url);
  const reply = await fetch(url, { headers: { [name ?? '']: value ?? '' } });
  expect(reply.status).toBe(200);
  return (await reply.json()) as Aggregate;
}

/** The figures of the last 370 days: all sample answers and the later ones. */
async function yearOf({ curl }: Screen): Promise<Aggregate['total']> {
  const from = new Date(Date.now() - 370 * 86_400_000).toISOString().slice(0, 10);
  const { total } = await runCurl(curl, (url) => {
    url.searchParams.delete('compare');
    url.searchParams.set('from', from);
  });
  return total;
}
