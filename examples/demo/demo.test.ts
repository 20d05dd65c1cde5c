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
import { launchBrowser } from '../harness/browser.ts';
import { startChild, type Child } from '../harness/child.ts';
import { freePort } from '../harness/free-port.ts';
import { waitFor } from '../harness/wait-for.ts';

/** How long a year of answers may take on a slow machine, in seconds; some tests start twice. */
const patience = 180;
vi.setConfig({ testTimeout: 3 * patience * 1_000 });

let browser: Browser;
let place: Place;
let children: Child[];

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

beforeEach(async () => {
  children = [];
  place = { dataDir: await mkdtemp(join(tmpdir(), 'nines-demo-')), port: await freePort(2) };
});

afterEach(async () => {
  for (const child of children) if (!child.hasExited()) await child.end('SIGTERM');
  await rm(place.dataDir, { recursive: true, force: true });
});

test('the demo leads from one command to the shop, the dashboard and the numbers', async () => {
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
  await owner.close();

  expect(await demo.end('SIGINT')).toBe(0);
  expect(demo.log()).toMatch(/\nStopping…\n$/);
});

test('a second run finds the data of the first and adds nothing', async () => {
  const first = await startDemo();
  const screen = await screenOf(first);
  const year = await yearOf(screen);
  expect(await first.end('SIGTERM')).toBe(0);
  const keys = await stat(join(place.dataDir, 'demo.json'));
  expect(keys.mode & 0o777).toBe(0o600);

  const second = await startDemo();
  expect(await screenOf(second)).toEqual(screen);
  expect(second.log()).not.toContain('Adding');
  expect(await yearOf(screen)).toEqual(year);
  expect(await second.end('SIGINT')).toBe(0);
});

test('a run that is cut short is taken up by the next', async () => {
  const first = await startDemo();
  await waitFor('the first sample answers', () => /answers… \d/.test(first.log()), patience);
  expect(await first.end('SIGINT')).toBe(0);
  expect(first.log()).not.toContain('Nines is running');

  const screen = await screenOf(await startDemo());
  expect((await yearOf(screen)).responses.toLocaleString('en')).toBe(screen.answers);
});

test('a demo that is killed leaves nothing running', async () => {
  const demo = await startDemo();
  await screenOf(demo);
  await demo.end('SIGKILL');
  await waitFor('the server to stop', () =>
    isRefused(`http://127.0.0.1:${place.port}/health/live`),
  );
  const note = join(place.dataDir, 'postgres', 'postmaster.pid');
  await waitFor('the database to stop', () => !existsSync(note));
});

test.each([0, 1])('a taken port is one clear line (its port + %i)', async (offset) => {
  const taken = place.port + offset;
  const other = createServer().listen(taken, '127.0.0.1');
  await once(other, 'listening');
  const demo = await startDemo();
  expect(await demo.exit).toBe(1);
  expect(demo.log()).toMatch(
    new RegExp(`^Port ${taken} is taken by another program\\. .*PORT=\\d+\\.\\n$`),
  );
  other.close();
});

type Place = { dataDir: string; port: number };

async function startDemo(): Promise<Child> {
  const demo = await startChild(fileURLToPath(new URL('../demo.ts', import.meta.url)), {
    PORT: String(place.port),
    HOST: '',
    PUBLIC_URL: '',
    DATABASE_URL: '',
    DATA_DIR: place.dataDir,
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

/** What a person would read off the screen and copy. */
async function screenOf(demo: Child): Promise<Screen> {
  await waitFor('the screen', () => demo.hasExited() || demo.log().includes('Ctrl-C'), patience);
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

/** Does what the line would do in a shell. */
async function runCurl(line: string, change: (url: URL) => void = () => {}): Promise<Aggregate> {
  const [, header, address] = /^curl -H '([^']+)' '([^']+)'$/.exec(line) ?? [];
  const [name, value] = (header ?? '').split(': ');
  const url = new URL(address ?? '');
  change(url);
  const reply = await fetch(url, { headers: { [name ?? '']: value ?? '' } });
  expect(reply.status).toBe(200);
  return (await reply.json()) as Aggregate;
}

/** The figures of all sample answers and what came after. */
async function yearOf({ curl }: Screen): Promise<Aggregate['total']> {
  const from = new Date(Date.now() - 370 * 86_400_000).toISOString().slice(0, 10);
  const { total } = await runCurl(curl, (url) => {
    url.searchParams.delete('compare');
    url.searchParams.set('from', from);
  });
  return total;
}
