import type { Aggregate } from '@nines/shared/wire/aggregate';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../harness/browser.ts';
import { startChild, type Child } from '../harness/child.ts';
import { freePort } from '../harness/free-port.ts';
import { waitFor } from '../harness/wait-for.ts';

let browser: Browser;
let dataDir: string;
let port: number;
const children: Child[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'nines-demo-'));
  port = await freePort(2);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(
    children.filter((child) => !child.hasExited()).map((child) => child.end('SIGTERM')),
  );
  await rm(dataDir, { recursive: true, force: true });
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

  const before = await runCurl(screen.curl);
  expect(before.total.views).toBeGreaterThan(before.total.responses);
  expect(before.total.responses).toBeGreaterThan(100);

  const year = await yearOf(screen);
  expect(year.total.responses.toLocaleString('en')).toBe(screen.answers);
  expect(year.total.responses).toBeGreaterThan(3_500);

  const owner = await browser.newPage({ locale: 'nl-NL' });
  await owner.goto(screen.dashboard);
  await owner
    .getByText(String(Math.round(before.total.nps ?? Number.NaN)))
    .first()
    .waitFor();
  await owner.close();

  expect(await demo.end('SIGINT')).toBe(0);
  expect(demo.log()).toMatch(/\nStopping…\n$/);

  // What it left behind is found again, and nothing is added to it.
  const again = await startDemo();
  const secondScreen = await screenOf(again);
  expect(secondScreen).toEqual(screen);
  expect(again.log()).not.toContain('Adding');
  expect((await yearOf(secondScreen)).total).toEqual({
    ...year.total,
    // The shopper above was asked once and left.
    views: year.total.views,
  });
  expect(await again.end('SIGTERM')).toBe(0);
});

test('a demo that is killed leaves nothing running', async () => {
  const demo = await startDemo();
  await screenOf(demo);
  await demo.end('SIGKILL');
  await waitFor('the server to stop', () => isRefused(`http://127.0.0.1:${port}/health/live`));
  const note = join(dataDir, 'postgres', 'postmaster.pid');
  await waitFor('the database to stop', () => !existsSync(note));
});

test('the keys it keeps are for this user alone', async () => {
  expect((await stat(join(dataDir, 'demo.json'))).mode & 0o777).toBe(0o600);
});

test.each([0, 1])('a taken port is one clear line (its port + %i)', async (offset) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port + offset, '127.0.0.1', resolve));
  const demo = await startDemo();
  expect(await demo.exit).toBe(1);
  expect(demo.log()).toMatch(
    new RegExp(`^Port ${port + offset} is taken by another program\\. .*PORT=\\d+\\.\\n$`),
  );
  await new Promise((resolve) => other.close(resolve));
});

async function startDemo(): Promise<Child> {
  const demo = await startChild(fileURLToPath(new URL('../demo.ts', import.meta.url)), {
    PORT: String(port),
    HOST: '',
    PUBLIC_URL: '',
    DATABASE_URL: '',
    DATA_DIR: dataDir,
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
  await waitFor('the screen', () => demo.hasExited() || demo.log().includes('Ctrl-C'), 40);
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

function yearOf({ curl }: Screen): Promise<Aggregate> {
  const from = new Date(Date.now() - 370 * 86_400_000).toISOString().slice(0, 10);
  return runCurl(curl, (url) => {
    url.searchParams.delete('compare');
    url.searchParams.set('from', from);
  });
}
