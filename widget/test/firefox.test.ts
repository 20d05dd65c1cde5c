import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openInFirefox, shopper } from './harness/firefox.ts';
import { newShop, openLab, responsesOnce, tagOf, viewsOnce, type Lab } from './harness/lab.ts';
import type { SitePage } from './harness/site.ts';

describe('in Firefox', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await openLab()));
  afterAll(() => lab.close());

  async function shopWith(script: string, page: SitePage = {}) {
    const shop = await newShop(lab);
    const nonce = 'r4nd0m';
    const { head = '', headers = {} } = page;
    const path = lab.site.add({
      head,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [
          name,
          text.replaceAll('SERVER', lab.server.url),
        ]),
      ),
      tag: `${tagOf(lab, shop, 'data-order-id="1"', nonce)}
        <script nonce="${nonce}">${shopper} (async () => { ${script} })();</script>`,
    });
    const close = await openInFirefox(lab.site.url + path);
    onTestFinished(close);
    return shop;
  }

  it('delivers a score and a comment under a strict Content Security Policy', async () => {
    const shop = await shopWith(`await rate(9); await fill('Fast.'); await next();`, {
      headers: {
        'content-security-policy':
          "default-src 'none'; script-src 'nonce-r4nd0m' 'strict-dynamic'; connect-src SERVER; style-src 'none'",
      },
    });
    const [response] = await responsesOnce(lab, shop, ({ comment }) => comment !== null);
    expect(response).toMatchObject({ score: 9, comment: 'Fast.', order: { id: '1' } });
    expect(await viewsOnce(lab, shop)).toBe(1);
  });

  it('delivers the score when the page is left right after the tap', async () => {
    const shop = await shopWith(`await rate(4); location = 'about:blank';`);
    const [response] = await responsesOnce(lab, shop);
    expect(response).toMatchObject({ score: 4, comment: null });
  });

  it('has its size and position under hostile styles', async () => {
    const shop = await shopWith(
      `const card = await find('.card');
       await Promise.all(card.getAnimations().map(({ finished }) => finished));
       const { right, bottom, width } = card.getBoundingClientRect();
       const style = getComputedStyle(card);
       nines('set', { right: Math.round(document.documentElement.clientWidth - right),
         bottom: Math.round(innerHeight - bottom), width,
         direction: style.direction, size: style.fontSize, popover: card.getRootNode().host.matches(':popover-open') });
       await rate(8);`,
      {
        head: '<style>* { all: unset !important; direction: rtl !important; font: 40px cursive !important }</style>',
      },
    );
    const [response] = await responsesOnce(lab, shop);
    expect(response?.properties).toEqual({
      right: 20,
      bottom: 20,
      width: 430,
      direction: 'ltr',
      size: '15px',
      popover: true,
    });
  });
});
