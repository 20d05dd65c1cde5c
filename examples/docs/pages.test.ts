import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '@nines/server/harness/browser';
import { openNines } from '@nines/server/harness/nines-process';
import { createShop } from '@nines/server/harness/shops';
import { createClient } from '@nines/shared/client';

let server: { url: string; stop(): Promise<unknown> };
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
  server = await openNines();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens a page of the server. `complaints` collects its requests to other hosts and its errors. */
async function open(path: string, options: BrowserContextOptions = {}) {
  const page: Page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.url)) {
      complaints.push(request.url());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(server.url + path);
  return { page, complaints };
}

test.each([
  ['a desktop', { width: 1280, height: 800 }],
  ['a phone', { width: 360, height: 740 }],
])('the documentation works on %s without requests to other hosts', async (_, viewport) => {
  const { page, complaints } = await open('/docs', { viewport });
  await page.getByRole('heading', { name: 'Start here' }).waitFor();
  await page.getByText(`curl ${server.url}/v1/shops`).first().waitFor();
  await page.goto(`${server.url}/docs#tag/delighted`);
  await page.getByText('Point your client here').waitFor();
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(overflow).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
  await page.close();
});

test.each(['light', 'dark'] as const)(
  'the privacy pages fit every screen in %s',
  async (colorScheme) => {
    for (const path of ['/docs/privacy', '/docs/nl/privacy']) {
      const { page, complaints } = await open(path, { colorScheme });
      for (const viewport of [
        { width: 360, height: 740 },
        { width: 1280, height: 800 },
      ]) {
        await page.setViewportSize(viewport);
        const overflow = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(overflow).toBeLessThanOrEqual(0);
        // The style is allowed by its hash, so it has to apply.
        const paper = await page.evaluate<string>(
          'getComputedStyle(document.documentElement).backgroundColor',
        );
        expect(paper).toBe(colorScheme === 'dark' ? 'rgb(16, 21, 19)' : 'rgb(251, 252, 251)');
      }
      await page.setViewportSize({ width: 360, height: 740 });
      expect(
        await page.evaluate<boolean>(
          "(() => { const box = document.querySelector('.table'); return box.scrollWidth > box.clientWidth; })()",
        ),
      ).toBe(true);
      await page
        .getByRole('link', { name: path.includes('/nl/') ? 'English' : 'Nederlands' })
        .click();
      await page.waitForURL(path.includes('/nl/') ? '**/docs/privacy' : '**/docs/nl/privacy');
      expect(complaints).toEqual([]);
      await page.close();
    }
  },
);

test('a badge is an image that any page can show, with a text for screen readers', async () => {
  const shop = await createShop(server, { name: 'Pots & <Pans>' });
  await createClient({ url: server.url, key: shop.secretKey, fetch }).updateShop({ badge: true });
  const { page, complaints } = await open(`/badge/${shop.publicKey}.svg?locale=nl`);
  expect(await page.evaluate<string>('document.documentElement.localName')).toBe('svg');
  expect(await page.title()).toBe('Pots & <Pans>: nog geen antwoorden');
  expect(complaints).toEqual([]);

  const elsewhere = await browser.newPage();
  await elsewhere.setContent(`<img alt="" src="${server.url}/badge/${shop.publicKey}.svg">`);
  await elsewhere.waitForFunction('document.images[0].naturalWidth > 200');
  await page.close();
  await elsewhere.close();
});
