import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { firstOf } from '../../../server/test/harness/soak.ts';
import { openInFirefox, shopper } from '../harness/firefox.ts';
import { newShop, openLab, responsesOnce, tagOf, type Lab } from '../harness/lab.ts';
import type { SitePage } from '../harness/site.ts';
import { bottomBars } from './bars.ts';
import { consentNotices } from './consent.ts';
import { libraryNames, libraryPage } from './libraries.ts';
import { harmlessModals, openModals } from './modals.ts';

describe('in Firefox', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await openLab()));
  afterAll(() => lab.close());

  /** Opens the page with a script that acts as the shopper, and returns the answer that `matches`. */
  async function answerOf(page: SitePage, script: string, needsComment = false) {
    const shop = await newShop(lab, {
      followUps: { promoter: ['reasons', 'comment'], passive: [], detractor: [] },
      reasons: [{ id: 'delivery', label: { en: 'Delivery' } }],
    });
    const path = lab.site.add({
      ...page,
      tag: `${tagOf(lab, shop)}<script>${shopper} (async () => { ${script} })();</script>`,
    });
    onTestFinished(await openInFirefox(lab.site.url + path));
    const responses = await responsesOnce(
      lab,
      shop,
      ({ comment }) => !needsComment || comment !== null,
    );
    return responses[0];
  }

  it('the prompt appears on a page with a hidden cart notification', async () => {
    const page = harmlessModals['a hidden cart notification'] ?? {};
    expect(await answerOf(page, 'await rate(9)')).toMatchObject({ score: 9 });
  });

  it.each(firstOf(1, libraryNames.slice(0, 2)))(
    'every step works and is stored beside %s',
    async (name) => {
      const response = await answerOf(
        libraryPage(name),
        `await rate(9); (await find('.chips button')).click(); await next();
       await fill('Fast.'); await next();`,
        true,
      );
      expect(response).toMatchObject({ score: 9, reasons: ['delivery'], comment: 'Fast.' });
    },
  );

  it.each(
    firstOf(1, [
      ['a consent notice', consentNotices['Klaro’s notice at the bottom right'], '[data-accept]'],
      ['a modal of Bootstrap 3', openModals['a modal of Bootstrap 3'], '.close'],
    ] as const),
  )('the prompt waits for %s', async (_, page, way) => {
    const response = await answerOf(
      page ?? {},
      `await until(() => window.nines?.('why')?.free === null);
       await new Promise((resolve) => setTimeout(resolve, 600));
       nines('set', { early: !!root() });
       document.querySelector('${way}').click();
       await rate(9);`,
    );
    expect(response?.properties).toEqual({ early: false });
  });

  it('the prompt rises above a chat button', async () => {
    const response = await answerOf(
      bottomBars['a chat button'] ?? {},
      `const card = await find('.card');
       await Promise.all(card.getAnimations().map(({ finished }) => finished));
       const chat = document.querySelector('.chat').getBoundingClientRect();
       const { bottom, top } = card.getBoundingClientRect();
       nines('set', { above: bottom <= chat.top, inside: top >= 0 });
       await rate(9);`,
    );
    expect(response?.properties).toEqual({ above: true, inside: true });
  });
});
