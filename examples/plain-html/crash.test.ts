import type { StoredResponse } from '@nines/shared/wire/response';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '@nines/server/harness/browser';
import { ninesProcess, type NinesProcess } from '@nines/server/harness/nines-process';
import { freePort } from '@nines/server/harness/ports';
import { aggregateOf } from '@nines/server/harness/requests';
import { askAsShop } from '@nines/server/harness/shops';
import { until } from '@nines/server/harness/until';
import { buy, openTrial } from './trial.ts';

let server: NinesProcess;
let browser: Browser;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'nines-crash-'));
  browser = await openBrowser();
  server = ninesProcess(await freePort(), { DATA_DIR: dataDir });
  await server.start();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('an answer survives a server killed right after its reply, and the comment arrives after the restart', async () => {
  const trial = await openTrial(server);
  onTestFinished(() => trial.example.close());
  const page = await browser.newPage({ locale: 'nl-NL' });
  await buy(page, trial);
  const replied = page.waitForResponse((reply) => reply.url().endsWith('/v1/responses'));
  await page.getByRole('radio', { name: /^9\b/ }).click();
  expect((await replied).status()).toBe(201);
  await server.kill();

  // The server is down. The shopper sees no error and does not wait.
  await page.getByRole('textbox').fill('Net op tijd.');
  const failed = page.waitForEvent('requestfailed', (request) =>
    request.url().endsWith('/v1/responses'),
  );
  await page.getByRole('button', { name: 'Versturen' }).click();
  await failed;

  await server.start();
  const { total } = await aggregateOf(server, trial.shop);
  expect(total).toMatchObject({ responses: 1, promoters: 1, passives: 0, detractors: 0 });

  // The next page with the tag sends what was left unsent.
  await page.reload();
  const [response, ...others] = await until('the comment', async () => {
    const url = `${server.url}/v1/responses`;
    const list = await askAsShop<{ responses: StoredResponse[] }>(url, trial.shop.secretKey);
    return list.responses.some(({ comment }) => comment !== null) && list.responses;
  });
  expect(response).toMatchObject({ score: 9, comment: 'Net op tijd.' });
  expect(others).toEqual([]);
  await until('the view', async () => {
    const { total: now } = await aggregateOf(server, trial.shop);
    return now.views === 1 && now.responses === 1;
  });
});
