import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { SettingsChange } from './lab.ts';

const followUps = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;

/** A survey with every step after any score, and links to the shop's privacy page and to a review. */
export const everyStep: SettingsChange = {
  followUps: { promoter: [...followUps], passive: [...followUps], detractor: [...followUps] },
  reasons: ['Delivery', 'Price', 'Quality of the goods'].map((en, index) => ({
    id: `r${index}`,
    label: { en },
  })),
  privacyUrl: 'https://oever.example/privacy',
  reader: { name: 'Anna' },
  review: { url: 'https://reviews.example/oever', site: 'Kiyoh' },
};

/** The steps in their order, and an element that only this step has. */
const marks = {
  rating: '.card:not(:has(.footer)) .scale',
  reasons: '.chips',
  comment: 'textarea',
  effort: '.card:has(.footer) .scale',
  expectation: '.list',
  email: 'input',
  thanks: '.card:not(:has(.footer)):not(:has(.scale))',
};

export type StepName = keyof typeof marks;

/**
 * Goes from the rating to the thanks, and calls `check` in each step, once the step's animations have ended and
 * screen readers have been told its title. Needs `everyStep`. The focus stays where it is.
 */
export async function throughAllSteps(
  page: Page,
  check: (step: StepName) => Promise<void>,
): Promise<void> {
  for (const step of Object.keys(marks) as StepName[]) {
    await page.locator(`nines-survey ${marks[step]}`).waitFor();
    await stepIsComplete(page);
    await check(step);
    if (step === 'thanks') return;
    const next = step === 'rating' ? '.scale button:nth-child(6)' : '.footer button:last-child';
    // A click by script, since a real one would move the focus, and then the title is not announced.
    await page.locator(`nines-survey ${next}`).evaluate((button: HTMLElement) => button.click());
  }
}

/** Waits until the step's animations have ended, and its title is in the live region. */
async function stepIsComplete(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const root = document.querySelector('nines-survey')?.shadowRoot;
    const title = root?.querySelector('h2')?.textContent;
    const announced = root?.querySelector('[role=status]')?.textContent;
    const animated = root?.getAnimations().some(({ playState }) => playState === 'running');
    return title && announced?.includes(title) && !animated;
  });
}

/** What may be wrong with the card's layout, in pixels of the screen. */
export type CardLayout = {
  /** The width of the card's vertical scrollbar: 0 without one. */
  scrollbar: number;
  /** How much of its content the card hides, below and at the side. */
  below: number;
  sideways: number;
  /** How much wider than the window the page is. */
  page: number;
  /** The texts of controls that cannot be scrolled into view. */
  unreachable: string[];
  /** The texts that are wider than their part of the card. */
  clipped: string[];
  /** The size of the narrowest control, and of the lowest one with which the shopper answers. */
  narrowest: number;
  lowest: number;
};

/** Measures the card in its current step. Scrolls it. */
export function measureCard(page: Page): Promise<CardLayout> {
  return page.evaluate(() => {
    const root = document.querySelector('nines-survey')!.shadowRoot!;
    const card = root.querySelector<HTMLElement>('.card')!;
    const controls = [...root.querySelectorAll('button, input, textarea, a')];
    const texts = [...root.querySelectorAll('button, a, span, h2, p:not([role])')];
    const { borderLeftWidth, borderRightWidth } = getComputedStyle(card);
    const borders = parseFloat(borderLeftWidth) + parseFloat(borderRightWidth);
    const { clientWidth, scrollWidth } = document.documentElement;
    const unreachable = controls.filter((part) => {
      part.scrollIntoView({ block: 'nearest' });
      const { left, right, top, bottom } = part.getBoundingClientRect();
      return left < -1 || right > clientWidth + 1 || top < -1 || bottom > innerHeight + 1;
    });
    // The text's own boxes are compared with the part's: centred text leaves its part at both sides.
    const clipped = texts.filter((part) => {
      const range = document.createRange();
      range.selectNodeContents(part);
      const box = part.getBoundingClientRect();
      return [...range.getClientRects()].some(
        ({ left, right, width }) => width > 0 && (left < box.left - 1 || right > box.right + 1),
      );
    });
    const [unreachableNames, clippedNames] = [unreachable, clipped].map((parts) =>
      parts.map((part) => part.textContent || part.tagName),
    ) as [string[], string[]];
    // Rounded, since the layout's unit is 1/64 px.
    const smallest = (side: 'width' | 'height', parts = controls) =>
      Math.round(Math.min(...parts.map((part) => part.getBoundingClientRect()[side])));
    return {
      scrollbar: Math.round(card.offsetWidth - card.clientWidth - borders),
      below: card.scrollHeight - card.clientHeight,
      sideways: card.scrollWidth - card.clientWidth,
      page: scrollWidth - clientWidth,
      unreachable: unreachableNames,
      clipped: clippedNames,
      narrowest: smallest('width'),
      // The link to the shop's privacy page is no answer, and as small as a target may be.
      lowest: smallest(
        'height',
        controls.filter((part) => !part.matches('.privacy')),
      ),
    };
  });
}

/** Measures the card, and expects that every control can be reached and is wide enough to tap. */
export async function expectReachable(page: Page, step: StepName): Promise<CardLayout> {
  const layout = await measureCard(page);
  const nothing = { sideways: 0, page: 0, unreachable: [], clipped: [] };
  expect({ step, ...layout }).toMatchObject({ step, ...nothing });
  expect(layout.narrowest).toBeGreaterThanOrEqual(24);
  return layout;
}
