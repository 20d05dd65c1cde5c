import type { SurveySettings } from '@nines/shared/survey';
import type { CreatedShop } from '@nines/shared/wire/shop';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type NinesServer } from '../../../examples/harness/server.ts';
import { type Site, type SitePage } from './site.ts';
/** The real server, a real browser and a site to put the tag on. */
export type Lab = {
  server: NinesServer;
  browser: Browser;
  site: Site;
  close(): Promise<void>;
};
export declare function openLab(): Promise<Lab>;
/** A survey's settings as an owner changes them: what is left out keeps its default. */
export type SettingsChange = Partial<
  Omit<SurveySettings, 'display' | 'look'> & {
    display: Partial<SurveySettings['display']>;
    look: Partial<SurveySettings['look']>;
  }
>;
/** A shop of its own, whose prompt appears at once unless told otherwise. */
export declare function newShop(lab: Lab, change?: SettingsChange): Promise<CreatedShop>;
export declare function changeSurvey(
  { server }: Lab,
  { surveyId, secretKey }: CreatedShop,
  change: SettingsChange,
): Promise<void>;
export type Visit = {
  page: Page;
  /** What the shop's owner would find in the console, and errors that reached the page. */
  complaints: string[];
  /** Every request that left the page, as "GET /w/….js". */
  requests: string[];
};
/** Opens a page of the site as a new shopper. `tag` is the script tag's further attributes. */
export declare function visit(
  lab: Lab,
  shop: CreatedShop,
  {
    tag,
    page,
    ...options
  }?: BrowserContextOptions & {
    tag?: string;
    page?: SitePage;
  },
): Promise<Visit>;
/** The tag as a shop pastes it. */
export declare function tagOf(
  { server }: Lab,
  { publicKey }: CreatedShop,
  tag?: string,
  nonce?: string,
): string;
/** The shop's responses once there is one that `matches`. */
export declare function responsesOnce(
  { server }: Lab,
  { secretKey }: CreatedShop,
  matches?: (response: StoredResponse) => boolean,
): Promise<StoredResponse[]>;
/** How often the prompt was seen, once it was seen at all. */
export declare function viewsOnce(lab: Lab, shop: CreatedShop): Promise<number>;
