import type { LoaderRules, LoaderSettings, MoreRules } from '@nines/shared/loader-settings';
import type { SurveySettings } from '@nines/shared/survey';
import type { ShopEntry } from '../shops/directory.ts';
import { activeSurvey } from '../surveys/store.ts';
import { cssOf } from './look.ts';

/** The settings that a shop's loader carries: those of its oldest active survey, without defaults. */
export function loaderSettingsOf({ key, shop, surveys }: ShopEntry): LoaderSettings {
  const survey = activeSurvey(surveys);
  if (!survey) return { key, shop: shop.name };
  const { scale, language, reader, review } = survey;
  const css = cssOf(survey);
  return {
    key,
    shop: shop.name,
    survey: survey.id,
    ...(scale !== '0-10' && { scale }),
    ...(language !== 'en' && { language }),
    ...rulesOf(survey),
    ...moreRulesOf(survey),
    ...(shop.loyalty && { loyalty: true }),
    ...followUpsOf(survey),
    ...(isFilled(survey.texts) && { texts: survey.texts }),
    ...(reader && { reader }),
    ...(review && { review }),
    ...(css && { css }),
    ...(survey.look.match && { match: true }),
  };
}

function rulesOf({ display }: SurveySettings): LoaderRules {
  const { delay, rest, manual } = display;
  const restAfterClose = display.restAfterClose ?? Math.min(rest, 30);
  const restAcross = display.restAcross ?? Math.min(rest, 7);
  return {
    ...(delay !== 1 && { delay }),
    ...(rest !== 90 && { rest }),
    ...(restAfterClose !== 30 && { restAfterClose }),
    ...(restAcross !== 7 && { restAcross }),
    ...(manual && { manual }),
  };
}

function moreRulesOf({ display }: SurveySettings): MoreRules {
  const { scroll, exitIntent, share, moments, devices, languages, from, until } = display;
  const pages = pagesOf(display.pages, display.exceptPages);
  return {
    ...(scroll > 0 && { scroll }),
    ...(exitIntent && { exitIntent }),
    ...(share < 100 && { share }),
    ...(moments.length > 0 && { moments }),
    ...(pages && { pages }),
    ...(devices.length > 0 && { devices }),
    ...(languages.length > 0 && { languages }),
    ...(from && { from: Date.parse(from) }),
    ...(until && { until: Date.parse(until) }),
    ...(display.consent && { consent: true }),
    ...(display.globalPrivacyControl && { globalPrivacyControl: true }),
  };
}

/** The steps of each band, without the step for reasons where there are none; and the reasons. */
function followUpsOf({ followUps, reasons }: SurveySettings): Partial<LoaderSettings> {
  const asked = Object.fromEntries(
    Object.entries(followUps).map(([band, steps]) => [
      band,
      steps.filter((step) => step !== 'reasons' || reasons.length > 0),
    ]),
  );
  const bands = Object.values(asked);
  return {
    ...(bands.some((steps) => steps.join() !== 'comment') && { followUps: asked }),
    ...(bands.some((steps) => steps.includes('reasons')) && { reasons }),
  };
}

function isFilled(texts: SurveySettings['texts']): boolean {
  return Object.values(texts).some((ofLanguage) => Object.keys(ofLanguage ?? {}).length > 0);
}

/**
 * A regular expression for the addresses of the pages to ask on; `undefined`: all pages. A pattern that
 * begins with "/" matches the path, with any query; any other pattern matches the whole address. `*`
 * matches anything.
 */
export function pagesOf(
  pages: readonly string[],
  exceptPages: readonly string[],
): string | undefined {
  if (pages.length + exceptPages.length === 0) return undefined;
  const except = exceptPages.length > 0 ? `(?!${anyOf(exceptPages)})` : '';
  return `^${except}${pages.length > 0 ? anyOf(pages) : ''}`;
}

function anyOf(patterns: readonly string[]): string {
  return `(${patterns.map(toExpression).join('|')})`;
}

function toExpression(pattern: string): string {
  const text = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return pattern.startsWith('/') ? `[^/]+//[^/]+${text}([?#].*)?$` : `${text}$`;
}
