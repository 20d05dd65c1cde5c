import type { CreatedShop } from '@nines/shared/wire/shop';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newShop, openLab, visit, type Lab } from './harness/lab.ts';

let lab: Lab;
let shop: CreatedShop;
beforeAll(async () => {
  lab = await openLab();
  shop = await newShop(lab);
});
afterAll(() => lab.close());

/** Parts of the browser that fail the moment that `broken` is set; each would throw inside our code. */
const failing: Record<string, string> = {
  attachShadow: `spoil(Element.prototype, 'attachShadow')`,
  append: `spoil(Element.prototype, 'append')`,
  replaceChildren: `spoil(Element.prototype, 'replaceChildren')`,
  matches: `spoil(Element.prototype, 'matches')`,
  checkVisibility: `spoil(Element.prototype, 'checkVisibility')`,
  querySelector: `spoil(Document.prototype, 'querySelector')`,
  querySelectorAll: `spoil(Document.prototype, 'querySelectorAll')`,
  replaceSync: `spoil(CSSStyleSheet.prototype, 'replaceSync')`,
  showPopover: `spoil(HTMLElement.prototype, 'showPopover')`,
  remove: `spoil(Element.prototype, 'remove')`,
  IntersectionObserver: `spoil(window, 'IntersectionObserver')`,
  'crypto.getRandomValues': `spoil(Crypto.prototype, 'getRandomValues')`,
  fetch: `spoil(window, 'fetch')`,
  'JSON.stringify': `spoil(JSON, 'stringify')`,
  'JSON.parse': `spoil(JSON, 'parse')`,
  'Storage.setItem': `spoil(Storage.prototype, 'setItem')`,
  getBoundingClientRect: `spoil(Element.prototype, 'getBoundingClientRect')`,
  getComputedStyle: `spoil(window, 'getComputedStyle')`,
  'Object.entries': `spoil(Object, 'entries')`,
  'String.replace': `spoil(String.prototype, 'replace')`,
  dispatchEvent: `spoil(EventTarget.prototype, 'dispatchEvent')`,
};

const spoil = (sabotage: string) => `<script>
  broken = false; reached = [];
  addEventListener('error', ({ message }) => reached.push(message));
  addEventListener('unhandledrejection', ({ reason }) => reached.push('rejected: ' + reason));
  function spoil(owner, name) {
    const whole = owner[name];
    owner[name] = function (...given) {
      if (broken) throw new Error('spoilt ' + name);
      return new.target ? new whole(...given) : whole.apply(this, given);
    };
  }
  ${sabotage};
</script>`;

/** Does in the page what a shopper might, with whatever of the prompt stands. */
async function bustle() {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 250));
  const parts = (selector: string) => {
    const host = document.getElementsByTagName('nines-survey')[0];
    return [...(host?.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
  };
  parts('[role=radio]')[3]?.click();
  await pause();
  const [field] = parts('textarea');
  field?.focus();
  parts('.footer button').at(-1)?.click();
  await pause();
  parts('.back')[0]?.click();
}

// Side by side: they wait more than they work.
describe.concurrent('an exception of ours never reaches the shop', () => {
  it.each(Object.keys(failing))('when %s fails before the prompt stands', async (name) => {
    const { page, complaints } = await visit(lab, shop, {
      page: { head: spoil(failing[name] ?? '') },
      tag: 'data-manual',
    });
    await page.waitForFunction(() => window.nines?.('why'));
    await page.evaluate(() => ((window as unknown as { broken: boolean }).broken = true));
    await page.evaluate(() => {
      window.nines?.('show');
      window.nines?.('why');
    });
    await page.waitForTimeout(600);
    await page.evaluate(bustle);
    await page.evaluate(() => ((window as unknown as { broken: boolean }).broken = false));
    const reached = await page.evaluate(() => (window as unknown as { reached: string[] }).reached);
    expect(reached).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each(Object.keys(failing))('when %s fails while the prompt stands', async (name) => {
    const { page, complaints } = await visit(lab, shop, {
      page: { head: spoil(failing[name] ?? '') },
    });
    await page.getByRole('radio', { name: /^3\b/ }).focus();
    await page.evaluate(() => ((window as unknown as { broken: boolean }).broken = true));
    await page.keyboard.press('ArrowRight');
    await page.evaluate(bustle);
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      history.pushState({}, '', '/elsewhere');
    });
    await page.waitForTimeout(400);
    await page.evaluate(() => ((window as unknown as { broken: boolean }).broken = false));
    const reached = await page.evaluate(() => (window as unknown as { reached: string[] }).reached);
    expect(reached).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
