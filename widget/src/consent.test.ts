import { expect, it } from 'vitest';
import { googleConsents } from './consent.ts';

const says = (analytics_storage: string, kind = 'update') => [
  'consent',
  kind,
  { analytics_storage },
];

it.each([
  ['nothing said', [], false],
  ['denied by default', [says('denied', 'default')], false],
  ['granted later', [says('denied', 'default'), ['js'], says('granted')], true],
  ['taken back', [says('granted'), says('denied')], false],
  ['not mentioned again', [says('granted'), ['consent', 'update', { ad_storage: 'denied' }]], true],
])('%s', (_, layer, verdict) => {
  expect(googleConsents(layer as unknown[][])).toBe(verdict);
});
