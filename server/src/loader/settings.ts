import type { LoaderRules, LoaderSettings, MoreRules } from '@nines/shared/loader-settings';
import type { SurveySettings } from '@nines/shared/survey';
import type { ShopEntry } from '../shops/directory.ts';
import { activeSurvey } from '../surveys/store.ts';
import { cssOf } from './look.ts';

/** The settings that a shop's loader carries: those of its oldest active survey, without defaults. */
export function loaderSettingsOf({ key, shop, surveys }: ShopEntry): LoaderSettings {
  const survey = activeSurvey(surveys);
  if (!survey) return { key, shop: shop.name };
  const { scale, language, reader, review, privacyUrl } = survey;
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
    ...(shop.answers === 'signed' && { signed: true }),
    ...(privacyUrl && { privacyUrl }),
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
 *
 * It is matched without backtracking, however many `*` a pattern has. What stands between two of them is taken where it
 * comes first, which leaves the most for the rest, so no other place need be tried. `(?=(…))\1` takes it: a lookahead
 * that has matched is never tried again. So each part of a pattern is looked for once along the address.
 */
export function pagesOf(
  pages: readonly string[],
  exceptPages: readonly string[],
): string | undefined {
  if (pages.length + exceptPages.length === 0) return undefined;
  let groups = 0;
  const take = (part: string) => `(?=(.*?${part}))\\${++groups}`;
  const anyOf = (patterns: readonly string[]) =>
    `(?:${patterns.map((pattern) => toExpression(pattern, take)).join('|')})`;
  const except = exceptPages.length > 0 ? `(?!${anyOf(exceptPages)})` : '';
  return `^${except}${pages.length > 0 ? anyOf(pages) : ''}`;
}

function toExpression(pattern: string, take: (part: string) => string): string {
  const [first = '', ...others] = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const last = others.pop();
  const isPath = pattern.startsWith('/');
  const start = isPath ? `[^/]+//[^/]+${first}` : first;
  const end = isPath ? '(?:[?#]|$)' : '$';
  const between = others.filter(Boolean).map(take).join('');
  if (last === undefined) return start + end;
  // After a `*` at the end of the pattern anything may follow.
  return start + between + (last && `.*?${last}${end}`);
}
