import type { SurveySettings } from '@nines/shared/survey';
import type { CreatedShop } from '@nines/shared/wire/shop';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';
import { openBrowser } from '../../../server/test/harness/browser.ts';
import { openNines } from '../../../server/test/harness/nines-process.ts';
import { aggregateOf } from '../../../server/test/harness/requests.ts';
import { askAsShop, createShop } from '../../../server/test/harness/shops.ts';
import { until } from '../../../server/test/harness/until.ts';
import { openSite, type Site, type SitePage } from './site.ts';

/** A real server, a real browser, and a site for pages with the tag. */
export type Lab = { server: { url: string }; browser: Browser; site: Site; close(): Promise<void> };

export async function openLab(): Promise<Lab> {
  const [server, browser, site] = await Promise.all([openNines(), openBrowser(), openSite()]);
  return {
    server,
    browser,
    site,
    async close() {
      await browser.close();
      await site.close();
      await server.stop();
    },
  };
}

/** A change of a survey's settings. A field that is left out keeps its default. */
export type SettingsChange = Partial<
  Omit<SurveySettings, 'display' | 'look'> & {
    display: Partial<SurveySettings['display']>;
    look: Partial<SurveySettings['look']>;
  }
>;

/** Creates a shop for one test. Its prompt appears at once unless `change` sets another delay. */
export async function newShop(lab: Lab, change: SettingsChange = {}): Promise<CreatedShop> {
  const shop = await createShop(lab.server, {
    name: 'Oever',
    origins: [lab.site.url],
    locale: 'en',
  });
  await changeSurvey(lab, shop, { ...change, display: { delay: 0, ...change.display } });
  return shop;
}

export async function changeSurvey(
  { server }: Lab,
  { surveyId, secretKey }: CreatedShop,
  change: SettingsChange,
): Promise<void> {
  const reply = await fetch(`${server.url}/v1/surveys/${surveyId}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
}

export type Visit = {
  page: Page;
  /** Warnings and errors in the console, and uncaught errors of the page. */
  complaints: string[];
  /** All messages in the console. */
  consoleMessages: string[];
  /** Every request of the page, such as "GET /w/….js". */
  requests: string[];
  /** The same requests, with all that they hold. */
  traffic: Request[];
};

/**
 * Opens a page of the site as a new shopper, who prefers reduced motion unless a test says otherwise. `tag` holds further attributes of the script tag. With
 * `clock: 'paused'` the page's time passes only by `page.clock.runFor`.
 */
export async function visit(
  lab: Lab,
  shop: CreatedShop,
  {
    tag = '',
    page = {},
    clock = 'real',
    query = '',
    ...options
  }: BrowserContextOptions & {
    tag?: string;
    page?: SitePage;
    clock?: 'real' | 'paused';
    query?: string;
  } = {},
): Promise<Visit> {
  const context = await lab.browser.newContext({
    locale: 'en-GB',
    // Each click would wait until the card stands still.
    reducedMotion: 'reduce',
    ...options,
  });
  const opened = await context.newPage();
  if (clock === 'paused') {
    const now = Date.now();
    await opened.clock.install({ time: now });
    await opened.clock.pauseAt(now + 1_000);
  }
  const complaints: string[] = [];
  const consoleMessages: string[] = [];
  const requests: string[] = [];
  const traffic: Request[] = [];
  opened.on('pageerror', (error) => complaints.push(error.message));
  opened.on('console', (message) => {
    consoleMessages.push(message.text());
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  opened.on('request', (request) => {
    traffic.push(request);
    requests.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  const path = lab.site.add({
    ...page,
    tag: `${tagOf(lab, shop, tag, page.nonce)}${page.tag ?? ''}`,
  });
  await opened.goto(lab.site.url + path + query);
  return { page: opened, complaints, consoleMessages, requests, traffic };
}

/** Waits until the prompt is there and its animations have ended. */
export async function animationsEnded(page: Page): Promise<void> {
  await page.locator('nines-survey .card').waitFor();
  await page.evaluate(async () => {
    const animations = document.querySelector('nines-survey')?.shadowRoot?.getAnimations() ?? [];
    await Promise.all(animations.map(({ finished }) => finished));
  });
}

/** The script tag that a shop pastes. */
export function tagOf({ server }: Lab, { publicKey }: CreatedShop, tag = '', nonce = ''): string {
  const nonceAttribute = nonce && `nonce="${nonce}"`;
  return `<script async ${nonceAttribute} src="${server.url}/w/${publicKey}.js" ${tag}></script>`;
}

/** Waits for a response that `matches`, and returns all responses of the shop. */
export async function responsesOnce(
  { server }: Lab,
  { secretKey }: CreatedShop,
  matches: (response: StoredResponse) => boolean = () => true,
): Promise<StoredResponse[]> {
  return until('the response', async () => {
    const { responses } = await askAsShop<{ responses: StoredResponse[] }>(
      `${server.url}/v1/responses`,
      secretKey,
    );
    return responses.some(matches) && responses;
  });
}

/** Waits for a view, and returns the number of views. */
export async function viewsOnce(lab: Lab, shop: CreatedShop): Promise<number> {
  return until('the view', async () => {
    const { total } = await aggregateOf(lab.server, shop);
    return (total.views ?? 0) > 0 && (total.views ?? 0);
  });
}
