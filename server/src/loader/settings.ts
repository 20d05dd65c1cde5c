import type { LoaderSettings } from '@nines/shared/loader-settings';
import type { ShopEntry } from '../shops/directory.ts';

/** What the loader must know of a shop: the settings of its oldest active survey, defaults left out. */
export function loaderSettingsOf({ key, shop, surveys }: ShopEntry): LoaderSettings {
  const survey = surveys.find(({ active }) => active);
  if (!survey) return { key, shop: shop.name };
  return {
    key,
    shop: shop.name,
    survey: survey.id,
    scale: survey.scale,
    language: survey.language,
    followUps: survey.followUps,
    delay: survey.display.delay,
    rest: survey.display.rest,
  };
}
