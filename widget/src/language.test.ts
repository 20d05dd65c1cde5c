import { expect, it } from 'vitest';
import { chooseLanguage } from './language.ts';

it.each([
  [['nl-BE'], 'nl'],
  [[undefined, '', 'EN_gb'], 'en'],
  [['fy', 'nl'], 'nl'],
  [['fy', undefined], 'en'],
  [['nb-NO'], 'no'],
])('%j → %s', (preferred, language) => {
  expect(chooseLanguage(preferred, 'nl,en,no', 'en')).toBe(language);
});
