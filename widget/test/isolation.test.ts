import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newShop, openLab, responsesOnce, visit, type Lab } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/** Styles that real shops have, and worse ones. */
const hostile: Record<string, string> = {
  'all unset': '* { all: unset !important }',
  'nothing displayed': 'div, section, button, nines-survey { display: none !important }',
  invisible: '* { visibility: hidden !important; opacity: 0 !important }',
  'rem of 62.5 %': 'html { font-size: 62.5% } body { font-size: 1.6rem }',
  'huge line height': '* { line-height: 4 !important; letter-spacing: 9px !important }',
  'right to left': 'html, body, * { direction: rtl !important; text-align: center !important }',
  capitals: 'body, * { text-transform: uppercase !important; font: 40px cursive !important }',
  transformed: 'body { transform: scale(0.5); filter: blur(2px) } * { zoom: 1 }',
  'moved and resized':
    'nines-survey { position: static !important; inset: 0 !important; width: 9px !important }',
  'custom properties':
    '* { --ink: red !important; --inset: 0 !important; --paper: lime !important }',
  'Tailwind preflight':
    '*,::before,::after{box-sizing:border-box;border:0 solid;margin:0;padding:0} button{background:transparent;font:inherit;color:inherit} html{line-height:1.5}',
  Bootstrap:
    '*,::before,::after{box-sizing:border-box} button{text-transform:none;border-radius:0;margin:0} body{font:400 1rem/1.5 system-ui;color:#212529} [role=button]{cursor:pointer}',
  normalize: 'html{line-height:1.15} button,input{font-size:100%;line-height:1.15;margin:0}',
};

/** The position and the main styles of each part of the prompt. */
function measure(page: Page) {
  return page.evaluate(async () => {
    const root = document.querySelector('nines-survey')?.shadowRoot;
    const parts = [...(root?.querySelectorAll('*') ?? [])].filter((part) => part.role !== 'status');
    await Promise.all(
      parts.flatMap((part) => part.getAnimations().map(({ finished }) => finished)),
    );
    return parts.map((part) => {
      const { x, y, width, height } = part.getBoundingClientRect();
      const style = getComputedStyle(part);
      const painted = [
        'color',
        'backgroundColor',
        'fontFamily',
        'fontSize',
        'lineHeight',
        'letterSpacing',
        'textTransform',
        'direction',
        'textAlign',
        'visibility',
        'opacity',
      ] as const;
      return [
        part.tagName,
        [x, y, width, height].map(Math.round).join(' '),
        ...painted.map((name) => style[name]),
      ].join('; ');
    });
  });
}

describe('under a shop’s styles', () => {
  let plain: string[];
  beforeAll(async () => {
    const { page } = await visit(lab, await newShop(lab));
    await page.getByRole('radiogroup').waitFor();
    plain = await measure(page);
    expect(plain.length).toBeGreaterThan(15);
  });

  it.each(Object.keys(hostile))('%s: the prompt looks the same', async (name) => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, { page: { head: `<style>${hostile[name]}</style>` } });
    await page.locator('nines-survey').waitFor({ state: 'attached' });
    expect(await measure(page)).toEqual(plain);
    await page.getByRole('radio', { name: /^9\b/ }).click();
    await responsesOnce(lab, shop);
  });

  it('changes no style of the shop, and moves nothing on the page', async () => {
    const body =
      '<h1>Order</h1><p>Text</p><button>Buy</button><textarea></textarea><a href="#">x</a>';
    const snapshot = () =>
      [...document.body.querySelectorAll(':not(nines-survey, script)')].map((part) => {
        const { x, y, width, height } = part.getBoundingClientRect();
        return [
          part.tagName,
          x,
          y,
          width,
          height,
          ...Object.values({ ...getComputedStyle(part) }),
        ].join();
      });
    const { page } = await visit(lab, await newShop(lab), { page: { body }, tag: 'data-manual' });
    await page.waitForFunction(() => window.nines?.('why'));
    await page.evaluate(() => {
      const recorded = window as unknown as { shifts: number };
      recorded.shifts = 0;
      new PerformanceObserver((list) => {
        // As in Cumulative Layout Shift, a shift right after a tap does not count.
        const shifts = list.getEntries() as (PerformanceEntry & { hadRecentInput: boolean })[];
        recorded.shifts += shifts.filter(({ hadRecentInput }) => !hadRecentInput).length;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const before = await page.evaluate(snapshot);
    await page.evaluate(() => window.nines?.('show'));
    await page.getByRole('radio', { name: /^9\b/ }).click();
    await page.getByRole('textbox', { name: /best/ }).waitFor();
    expect(await page.evaluate(snapshot)).toEqual(before);
    expect(await page.evaluate(() => (window as unknown as { shifts: number }).shifts)).toBe(0);
  });
});
