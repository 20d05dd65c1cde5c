import type { SurveySettings } from '@nines/shared/survey';
import type { CreatedShop } from '@nines/shared/wire/shop';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../../examples/harness/browser.ts';
import { startServer, type NinesServer } from '../../../examples/harness/server.ts';
import { askAsShop, createShop, readAggregate } from '../../../examples/harness/shop.ts';
import { waitFor } from '../../../examples/harness/wait-for.ts';
import { openSite, type Site, type SitePage } from './site.ts';

/** The real server, a real browser and a site to put the tag on. */
export type Lab = { server: NinesServer; browser: Browser; site: Site; close(): Promise<void> };

export async function openLab(): Promise<Lab> {
  const [server, browser, site] = await Promise.all([startServer(), launchBrowser(), openSite()]);
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

/** A survey's settings as an owner changes them: what is left out keeps its default. */
export type SettingsChange = Partial<
  Omit<SurveySettings, 'display' | 'look'> & {
    display: Partial<SurveySettings['display']>;
    look: Partial<SurveySettings['look']>;
  }
>;

/** A shop of its own, whose prompt appears at once unless told otherwise. */
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
  /** What the shop's owner would find in the console, and errors that reached the page. */
  complaints: string[];
  /** All that the console was told. */
  said: string[];
  /** Every request that left the page, as "GET /w/….js". */
  requests: string[];
};

/**
 * Opens a page of the site as a new shopper. `tag` is the script tag's further attributes. With
 * `clock: 'still'` the page's time stands still but for what `page.clock.runFor` lets pass.
 */
export async function visit(
  lab: Lab,
  shop: CreatedShop,
  {
    tag = '',
    page = {},
    clock = 'real',
    ...options
  }: BrowserContextOptions & { tag?: string; page?: SitePage; clock?: 'real' | 'still' } = {},
): Promise<Visit> {
  const context = await lab.browser.newContext({ locale: 'en-GB', ...options });
  const opened = await context.newPage();
  if (clock === 'still') {
    const now = Date.now();
    await opened.clock.install({ time: now });
    await opened.clock.pauseAt(now + 1_000);
  }
  const complaints: string[] = [];
  const said: string[] = [];
  const requests: string[] = [];
  opened.on('pageerror', (error) => complaints.push(error.message));
  opened.on('console', (message) => {
    said.push(message.text());
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  opened.on('request', (request) => {
    requests.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  const path = lab.site.add({
    ...page,
    tag: `${tagOf(lab, shop, tag, page.nonce)}${page.tag ?? ''}`,
  });
  await opened.goto(lab.site.url + path);
  return { page: opened, complaints, said, requests };
}

/** Waits until the prompt is there and nothing of it moves any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('nines-survey .card').waitFor();
  await page.evaluate(async () => {
    const moving = document.querySelector('nines-survey')?.shadowRoot?.getAnimations() ?? [];
    await Promise.all(moving.map(({ finished }) => finished));
  });
}

/** The tag as a shop pastes it. */
export function tagOf({ server }: Lab, { publicKey }: CreatedShop, tag = '', nonce = ''): string {
  const mark = nonce && `nonce="${nonce}"`;
  return `<script async ${mark} src="${server.url}/w/${publicKey}.js" ${tag}></script>`;
}

/** The shop's responses once there is one that `matches`. */
export async function responsesOnce(
  { server }: Lab,
  { secretKey }: CreatedShop,
  matches: (response: StoredResponse) => boolean = () => true,
): Promise<StoredResponse[]> {
  return waitFor('the response', async () => {
    const { responses } = await askAsShop<{ responses: StoredResponse[] }>(
      `${server.url}/v1/responses`,
      secretKey,
    );
    return responses.some(matches) && responses;
  });
}

/** How often the prompt was seen, once it was seen at all. */
export async function viewsOnce(lab: Lab, shop: CreatedShop): Promise<number> {
  return waitFor('the view', async () => {
    const { total } = await readAggregate(lab.server, shop);
    return (total.views ?? 0) > 0 && (total.views ?? 0);
  });
}
