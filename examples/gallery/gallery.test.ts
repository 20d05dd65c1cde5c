import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../server/test/harness/soak.ts';
import { openBrowser } from '@nines/server/harness/browser';
import { backdropUrl } from './backdrops/backdrops-page.ts';
import { backdrops } from './backdrops/backdrops.ts';
import { momentUrl, strips } from './film/strips.ts';
import { sections } from './layout.ts';
import { matrixFrames } from './matrix-page.ts';
import { openGallery, type Gallery } from './open-gallery.ts';
import { frameUrl, stepNames } from './variants.ts';

let gallery: Gallery;
let browser: Browser;

beforeAll(async () => {
  [gallery, browser] = await Promise.all([openGallery(), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});

/** Opens a path of the gallery. `complaints` gets the errors and warnings of the page and its frames. */
async function open(path: string, viewport = { width: 1280, height: 800 }) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(gallery.url + path);
  return { page, complaints, close: () => context.close() };
}

const ready = (page: Page | Frame) => page.locator('html[data-ready]').waitFor();
const card = (page: Page | Frame): Locator => page.locator('nines-survey .card');

it.each(firstOf(2, Object.keys(sections)))(
  'the section %s shows frames without errors',
  async (path) => {
    const { page, complaints, close } = await open(path);
    await page.locator('iframe').first().contentFrame().locator('body').waitFor();
    // The pages of the hazards open the prompt by the display rules, or hold it back.
    if (path !== '/hazards') {
      await page.locator('iframe').first().contentFrame().locator('html[data-ready]').waitFor();
    }
    expect(complaints).toEqual([]);
    await close();
  },
);

it('frames are loaded when they come into view, and removed when they are far away', async () => {
  const { page, close } = await open('/matrix?step=all&theme=all');
  const first = page.locator('[data-src]').first();
  await first.locator('iframe').waitFor();
  const last = page.locator('[data-src]').last();
  expect(await last.locator('iframe').count()).toBe(0);
  await last.scrollIntoViewIfNeeded();
  await last.locator('iframe').waitFor();
  await first.locator('iframe').waitFor({ state: 'detached' });
  await close();
});

describe('the matrix', () => {
  const numberOf = (query: string) => matrixFrames(new URLSearchParams(query)).length;

  it('shows the combinations that the filter asks for', () => {
    expect(numberOf('')).toBe(16);
    expect(numberOf('step=all&theme=all')).toBe(7 * 4 * 16);
    expect(numberOf('step=comment&language=he&width=all')).toBe(4);
    expect(numberOf('step=unknown&language=unknown')).toBe(16);
  });

  it('applies a choice of the filter at once', async () => {
    const { page, close } = await open('/matrix?language=en');
    await page.getByLabel('step').selectOption('effort');
    await page.waitForURL(/step=effort/);
    expect(await page.locator('figure').count()).toBe(1);
    const prompt = page.locator('iframe').contentFrame();
    await prompt.locator('.card.effort').waitFor();
    await close();
  });

  it('simulates large text and forced colours', async () => {
    const { page, close } = await open(frameUrl({ simulate: ['large-text', 'forced-colors'] }));
    await ready(page);
    const style = await card(page).evaluate((element) => {
      const { fontSize, backgroundColor } = getComputedStyle(element);
      return { fontSize, backgroundColor };
    });
    expect(style).toEqual({ fontSize: '30px', backgroundColor: 'rgb(0, 0, 0)' });
    await close();
  });
});

it.each(firstOf(1, stepNames))('a frame of the step %s shows it', async (name) => {
  const step = stepNames.indexOf(name);
  const { page, complaints, close } = await open(frameUrl({ step, score: 9 }));
  await ready(page);
  const names = ['question', 'reasons', 'comment', 'effort', 'expectation', 'email', 'thanks'];
  expect(await card(page).getAttribute('class')).toBe(`card ${names[step]}`);
  expect(complaints).toEqual([]);
  await close();
});

/** The look of the prompt and of the page's button. */
function looksOf(page: Page) {
  return page.evaluate(() => {
    const root = document.querySelector('nines-survey')?.shadowRoot as ShadowRoot;
    const box = root.querySelector('.card') as Element;
    const button = document.querySelector('.button') as Element;
    const probe = root.querySelector('[aria-checked=true]') as Element;
    return {
      scheme: getComputedStyle(box).colorScheme,
      font: getComputedStyle(box).fontFamily,
      pageFont: getComputedStyle(document.body).fontFamily,
      brand: getComputedStyle(probe).backgroundColor,
      buttonColour: getComputedStyle(button).backgroundColor,
    };
  });
}

describe.each(firstOf(1, Object.keys(backdrops)))('the backdrop %s', (name) => {
  it('has a prompt in the theme of the page', async () => {
    const { page, complaints, close } = await open(backdropUrl(name));
    await ready(page);
    await page.getByRole('radio').first().click();
    const { scheme } = await looksOf(page);
    expect(scheme).toBe(name === 'electronics' ? 'dark' : 'light');
    expect(complaints).toEqual([]);
    await close();
  });

  it('has a prompt in the font and the colour of the page when it matches', async () => {
    const { page, close } = await open(backdropUrl(name, { match: '1' }));
    await ready(page);
    await page.getByRole('radio').first().click();
    const { font, pageFont, brand, buttonColour } = await looksOf(page);
    expect(font).toBe(pageFont);
    expect(brand).toBe(buttonColour);
    await close();
  });
});

it('every page of the hazards is served with the tag on it', async () => {
  const list = await (await fetch(`${gallery.url}/hazards`)).text();
  const paths = [...list.matchAll(/data-src="(\/hazards\/\d+)"/g)].map(([, path]) => path);
  expect(paths.length).toBeGreaterThan(30);
  for (const path of paths) {
    const reply = await fetch(`${gallery.url}${path}`);
    expect([path, reply.status]).toEqual([path, 200]);
    expect(await reply.text()).toMatch(/<script async src="[^"]+\/w\/[^"]+\.js" data-test/);
  }
});

describe('the film strip', () => {
  const phone = { width: 360, height: 380 };

  async function photograph(page: Page, url: string): Promise<string> {
    await page.goto(gallery.url + url);
    await ready(page);
    return (await page.screenshot()).toString('base64');
  }

  it.each(firstOf(1, strips))(
    '$title ($name): its frames differ while something moves',
    async (strip) => {
      const { page, complaints, close } = await open('/', phone);
      const frames = new Map<number | string, string>();
      for (const moment of strip.moments) {
        frames.set(moment, await photograph(page, momentUrl(strip, moment)));
      }
      const numbers = strip.moments.filter((moment) => typeof moment === 'number');
      const moving = numbers.filter((moment) => strip.unit === 'px' || moment <= 180);
      const pictures = new Set(moving.map((moment) => frames.get(moment)));
      expect(pictures.size).toBe(strip.simulate ? 1 : moving.length);
      const names = strip.moments.filter((moment) => typeof moment === 'string');
      for (const name of names) {
        expect([...frames.values()].filter((picture) => picture === frames.get(name))).toHaveLength(
          1,
        );
      }
      expect(complaints).toEqual([]);
      await close();
    },
  );
});

describe('the playground', () => {
  it('shows the prompt with the settings of the form', async () => {
    const { page, close } = await open('/playground');
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
    await close();
  });

  it('matches the look of the shop that was chosen', async () => {
    const { page, close } = await open('/playground');
    const prompt = page.locator('iframe').contentFrame();
    await prompt.getByRole('radiogroup').waitFor();
    await page.getByLabel('Shop').selectOption('electronics');
    await page.getByLabel('Match the page').check();
    await prompt.getByRole('heading', { name: 'Order confirmed' }).waitFor();
    await expect
      .poll(() =>
        prompt
          .locator('.card')
          .evaluate((element) => getComputedStyle(element).getPropertyValue('--brand')),
      )
      .toBe('rgb(63, 224, 255)');
    await close();
  });
});
