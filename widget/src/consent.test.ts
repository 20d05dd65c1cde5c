import { expect, it } from 'vitest';
import { googleConsents } from './consent.ts';

const consentCall = (analytics_storage: string, kind = 'update') => [
  'consent',
  kind,
  { analytics_storage },
];

it.each([
  ['no call', [], undefined],
  ['denied by default', [null, consentCall('denied', 'default')], undefined],
  ['granted later', [consentCall('denied', 'default'), ['js'], consentCall('granted')], true],
  ['revoked later', [consentCall('granted'), consentCall('denied')], false],
  [
    'not changed by a later call',
    [consentCall('granted'), ['consent', 'update', { ad_storage: 'denied' }]],
    true,
  ],
])('%s', (_, layer, granted) => {
  expect(googleConsents(layer as unknown[][])).toBe(granted);
});
