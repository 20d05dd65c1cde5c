import type { CreatedShop } from '@nines/shared/wire/shop';
import { type Lab } from '../test/harness/lab.ts';
/** What a page cost the browser: milliseconds, and the unitless layout shift. */
export type PageCost = {
  script: number;
  task: number;
  blocking: number;
  shift: number;
};
/** Opens a page on a slow processor, with the tag or without one, and tells what it cost. */
export declare function measurePage(lab: Lab, shop?: CreatedShop, tag?: string): Promise<PageCost>;
/** Rates and goes through the conversation, and gives each tap's time to the next paint in ms. */
export declare function measureTaps(lab: Lab, shop: CreatedShop): Promise<number[]>;
