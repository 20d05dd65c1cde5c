import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '@nines/server/harness/browser';
import { openGallery, type Gallery } from './open-gallery.ts';
import { sections } from './variants.ts';

let gallery: Gallery;
let browser: Browser;

beforeAll(async () => {
  gallery = await openGallery();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});

test('every frame of the gallery shows the prompt at its step', async () => {
  const page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(gallery.url);
  const frames = page.locator('iframe');
  expect(await frames.count()).toBe(Object.values(sections).flat().length);
  for (const frame of await frames.all()) {
    await frame.scrollIntoViewIfNeeded();
    await frame.contentFrame().locator('html[data-ready]').waitFor();
  }
  expect(complaints).toEqual([]);
});

test('the prompt follows the settings of the playground', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${gallery.url}/playground`);
  const prompt = page.locator('iframe').contentFrame();
  await prompt.getByRole('radiogroup').waitFor();
  await page.getByLabel('Language').selectOption('nl');
  await page.getByLabel('Question').fill('Kom je terug bij {shop}?');
  await page.getByLabel('Position').selectOption('top-left');
  await prompt.getByRole('heading', { name: 'Kom je terug bij Oever?' }).waitFor();
  expect(await page.locator('#tag').innerText()).toContain('data-locale="nl"');
  expect(await page.locator('#settings').innerText()).toContain('top-left');
  const logo = page.waitForRequest('https://shop.example/logo.svg');
  await page.getByLabel('Logo').fill('https://shop.example/logo.svg');
  await logo;
  await page.getByLabel('Reader').fill('x'.repeat(40));
  await prompt.getByRole('radiogroup').waitFor();
});
