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

/** Functions of the browser that throw while `broken` is set. Each of them is called by our code. */
const failing: Record<string, string> = {
  attachShadow: `makeBreakable(Element.prototype, 'attachShadow')`,
  append: `makeBreakable(Element.prototype, 'append')`,
  replaceChildren: `makeBreakable(Element.prototype, 'replaceChildren')`,
  matches: `makeBreakable(Element.prototype, 'matches')`,
  checkVisibility: `makeBreakable(Element.prototype, 'checkVisibility')`,
  querySelector: `makeBreakable(Document.prototype, 'querySelector')`,
  querySelectorAll: `makeBreakable(Document.prototype, 'querySelectorAll')`,
  replaceSync: `makeBreakable(CSSStyleSheet.prototype, 'replaceSync')`,
  showPopover: `makeBreakable(HTMLElement.prototype, 'showPopover')`,
  remove: `makeBreakable(Element.prototype, 'remove')`,
  IntersectionObserver: `makeBreakable(window, 'IntersectionObserver')`,
  'crypto.getRandomValues': `makeBreakable(Crypto.prototype, 'getRandomValues')`,
  fetch: `makeBreakable(window, 'fetch')`,
  'JSON.stringify': `makeBreakable(JSON, 'stringify')`,
  'JSON.parse': `makeBreakable(JSON, 'parse')`,
  'Storage.setItem': `makeBreakable(Storage.prototype, 'setItem')`,
  getBoundingClientRect: `makeBreakable(Element.prototype, 'getBoundingClientRect')`,
  getComputedStyle: `makeBreakable(window, 'getComputedStyle')`,
  'Object.entries': `makeBreakable(Object, 'entries')`,
  'String.replace': `makeBreakable(String.prototype, 'replace')`,
  dispatchEvent: `makeBreakable(EventTarget.prototype, 'dispatchEvent')`,
};

const breakableBy = (script: string) => `<script>
  broken = false; errors = [];
  addEventListener('error', ({ message }) => errors.push(message));
  addEventListener('unhandledrejection', ({ reason }) => errors.push('rejected: ' + reason));
  function makeBreakable(owner, name) {
    const original = owner[name];
    owner[name] = function (...given) {
      if (broken) throw new Error('broken ' + name);
      return new.target ? new original(...given) : original.apply(this, given);
    };
  }
  ${script};
</script>`;

/** Acts in the page as a shopper, with the parts of the prompt that exist. */
async function act() {
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

// Concurrent, because these tests mostly wait.
describe.concurrent('our errors never reach the shop', () => {
  it.each(Object.keys(failing))('when %s fails before the prompt opens', async (name) => {
    const { page, complaints } = await visit(lab, shop, {
      page: { head: breakableBy(failing[name] ?? '') },
      tag: 'data-manual',
    });
    await page.waitForFunction(() => window.nines?.('why'));
    await page.evaluate(() => ((window as unknown as { broken: boolean }).broken = true));
    await page.evaluate(() => {
      window.nines?.('show');
      window.nines?.('why');
    });
    await page.waitForTimeout(600);
    await page.evaluate(act);
    await page.evaluate(() => ((window as unknown as { broken: boolean }).broken = false));
    const errors = await page.evaluate(() => (window as unknown as { errors: string[] }).errors);
    expect(errors).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each(Object.keys(failing))('when %s fails while the prompt is open', async (name) => {
    const { page, complaints } = await visit(lab, shop, {
      page: { head: breakableBy(failing[name] ?? '') },
    });
    await page.getByRole('radio', { name: /^3\b/ }).focus();
    await page.evaluate(() => ((window as unknown as { broken: boolean }).broken = true));
    await page.keyboard.press('ArrowRight');
    await page.evaluate(act);
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      history.pushState({}, '', '/elsewhere');
    });
    await page.waitForTimeout(400);
    await page.evaluate(() => ((window as unknown as { broken: boolean }).broken = false));
    const errors = await page.evaluate(() => (window as unknown as { errors: string[] }).errors);
    expect(errors).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
