import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findWithAxe } from '../harness/axe.ts';
import { animationsEnded, newShop, openLab, visit, type Lab } from '../harness/lab.ts';
import { pageLooks } from './page-looks.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const matching: object = { match: true };

/** The look of the button that sends the comment, and the font of the card. */
async function lookOf(page: Page) {
  await page.getByRole('radio', { name: /^9\b/ }).click();
  await page.getByRole('textbox').fill('Good');
  return page.locator('nines-survey .go').evaluate((button) => {
    const { backgroundColor, borderRadius } = getComputedStyle(button);
    const { fontFamily } = getComputedStyle(button.closest('.card')!);
    return { brand: backgroundColor, radius: borderRadius, font: fontFamily };
  });
}

describe('with look.match', () => {
  it.each(Object.keys(pageLooks))('the prompt looks like %s', async (name) => {
    const { look, ...site } = pageLooks[name]!;
    const { page } = await visit(lab, await newShop(lab, { look: matching }), { page: site });
    expect(await lookOf(page)).toEqual(look);
    const violations = await findWithAxe(page);
    expect(violations.filter((violation) => violation.includes('contrast'))).toEqual([]);
  });

  it('the shop’s brand and corners stand where the page has no such button', async () => {
    const look = { ...matching, brand: '#0a7f5a', radius: 2 };
    const shop = await newShop(lab, { look });
    const { page } = await visit(lab, shop, { page: { body: '<h1>Order placed</h1>' } });
    expect(await lookOf(page)).toMatchObject({ brand: 'rgb(10, 127, 90)', radius: '2px' });
  });
});

it('without look.match the prompt keeps its own look', async () => {
  const [{ look, ...site }] = Object.values(pageLooks) as [(typeof pageLooks)[string]];
  const { page } = await visit(lab, await newShop(lab), { page: site });
  const { brand, font } = await lookOf(page);
  expect(brand).not.toBe(look.brand);
  expect(font).not.toBe(look.font);
});

describe('a prompt in the page', () => {
  const body = `<main><h1>Order placed</h1><p id="above">Thank you.</p><div id="here"></div>
    <p id="below">See you soon.</p></main>`;

  it.each([1280, 360])('has no shadow and its own margin, on %i px', async (width) => {
    const { page } = await visit(lab, await newShop(lab), {
      page: { head: '<style>* { margin: 0 }</style>', body },
      tag: 'data-target="#here"',
      viewport: { width, height: 740 },
    });
    await animationsEnded(page);
    const { shadow, above, below, border } = await page
      .locator('nines-survey .card')
      .evaluate((card) => {
        const { top, bottom } = card.getBoundingClientRect();
        const edge = (id: string) => document.getElementById(id)!.getBoundingClientRect();
        const style = getComputedStyle(card);
        return {
          shadow: style.boxShadow,
          above: top - edge('above').bottom,
          below: edge('below').top - bottom,
          border: parseFloat(style.borderTopWidth) * parseFloat(style.borderLeftWidth),
        };
      });
    expect(shadow).toBe('none');
    expect(above).toBeGreaterThanOrEqual(8);
    expect(below).toBeGreaterThanOrEqual(8);
    // Without a shadow only its border sets it off from the page, on all sides.
    expect(border).toBeGreaterThan(0);
  });
});
