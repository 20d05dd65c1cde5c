import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../../server/test/harness/soak.ts';
import { findWithAxe } from '../harness/axe.ts';
import { animationsEnded, newShop, openLab, visit, type Lab } from '../harness/lab.ts';
import { everyStep, expectReachable, throughAllSteps } from '../harness/steps.ts';
import { textSizes } from './text-sizes.ts';

const body = '<main><h1>Order placed</h1></main>';
const desktop = { width: 1280, height: 800 };

let lab: Lab;
/** The sizes on a page that changes none. */
let usual: Sizes;

beforeAll(async () => {
  lab = await openLab();
  const { page } = await visit(lab, await newShop(lab), { page: { body }, viewport: desktop });
  await page.getByRole('radiogroup').waitFor();
  usual = await seenSizes(page);
});

afterAll(() => lab.close());

type Sizes = Awaited<ReturnType<typeof seenSizes>>;

/** Sizes as the shopper sees them, in CSS pixels of the window: `zoom` is counted in. */
function seenSizes(page: Page) {
  return page.evaluate(() => {
    const root = document.querySelector('nines-survey')!.shadowRoot!;
    const sizeOf = (selector: string) => {
      const part = root.querySelector(selector) as Element & { currentCSSZoom: number };
      return round(parseFloat(getComputedStyle(part).fontSize) * part.currentCSSZoom);
    };
    return {
      number: sizeOf('.scale button'),
      question: sizeOf('h2'),
      ends: sizeOf('.ends span'),
      width: Math.round(root.querySelector('.card')!.getBoundingClientRect().width),
    };
    function round(size: number) {
      return Math.round(size * 10) / 10;
    }
  });
}

/** Doubles the font size in the browser's settings, before the prompt opens, and opens it. */
async function openDoubled(page: Page): Promise<void> {
  await page.waitForFunction(() => window.nines?.('why'));
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  await page.evaluate(() => window.nines?.('show'));
  await page.getByRole('radiogroup').waitFor();
}

async function expectDoubled(page: Page): Promise<void> {
  const { number, question, ends } = await seenSizes(page);
  const ratios = [number / usual.number, question / usual.question, ends / usual.ends];
  expect(ratios.map((ratio) => Math.round(ratio * 10) / 10)).toEqual([2, 2, 2]);
}

describe('the prompt’s text is as large as ever, on a page with', () => {
  it('nothing special', () => {
    expect(usual).toMatchObject({ number: 15, width: 430 });
  });

  it.each(firstOf(4, Object.keys(textSizes)))('%s', async (name) => {
    const { page } = await visit(lab, await newShop(lab), {
      page: textSizes[name]!,
      viewport: desktop,
    });
    await animationsEnded(page);
    expect(await seenSizes(page)).toEqual(usual);
    const { x, y, width, height } = (await page.locator('nines-survey .card').boundingBox())!;
    const gaps = [desktop.width - x - width, desktop.height - y - height];
    expect(gaps.filter((gap) => gap < 10 || gap > 40)).toEqual([]);
  });

  it.each(['zoom of the body', 'zoom of html'])('%s, on a phone', async (name) => {
    const viewport = { width: 360, height: 740 };
    const { page } = await visit(lab, await newShop(lab), { page: textSizes[name]!, viewport });
    await page.getByRole('radiogroup').waitFor();
    expect(await seenSizes(page)).toEqual({ ...usual, width: 360 });
  });
});

describe('with a doubled font size in the browser’s settings', () => {
  it.each(
    firstOf(1, [
      [320, 568],
      [1280, 800],
      [360, 740],
      [740, 360],
    ] as const),
  )('%i × %i: the text doubles, and every control can be reached', async (width, height) => {
    const { page } = await visit(lab, await newShop(lab, everyStep), {
      page: { body },
      viewport: { width, height },
      tag: 'data-manual',
    });
    await openDoubled(page);
    await expectDoubled(page);
    await throughAllSteps(page, async (step) => {
      const layout = await expectReachable(page, step);
      expect(layout.lowest).toBeGreaterThanOrEqual(44);
      if (height === 740) expect(await findWithAxe(page)).toEqual([]);
    });
  });

  it('follows a setting that changes while it stands', async () => {
    const { page } = await visit(lab, await newShop(lab), { page: { body } });
    await page.getByRole('radiogroup').waitFor();
    expect(await seenSizes(page)).toMatchObject(usual);
    await openDoubled(page);
    await expectDoubled(page);
  });

  it('does so on a page with rem of 62.5 % too', async () => {
    const { page } = await visit(lab, await newShop(lab), {
      page: textSizes['rem of 62.5 %']!,
      tag: 'data-manual',
    });
    await openDoubled(page);
    await expectDoubled(page);
  });
});

describe('on a narrow screen', () => {
  it.each([
    [320, 'neutral'],
    [300, 'neutral'],
    [280, 'neutral'],
    [240, 'neutral'],
    [240, 'colours'],
  ] as const)(
    'of %i px with a scale of %s, each number is inside its cell',
    async (width, scale) => {
      const { page } = await visit(lab, await newShop(lab, { look: { scale } }), {
        page: { body },
        viewport: { width, height: 568 },
      });
      await page.getByRole('radiogroup').waitFor();
      const cells = await page.getByRole('radio').evaluateAll((radios) =>
        radios.map((radio) => {
          const range = document.createRange();
          range.selectNodeContents(radio);
          const [text] = [...range.getClientRects()];
          const cell = radio.getBoundingClientRect();
          return {
            number: radio.textContent,
            left: (text?.left ?? 0) - cell.left,
            right: cell.right - (text?.right ?? 0),
            width: cell.width,
            height: cell.height,
          };
        }),
      );
      expect(cells).toHaveLength(11);
      expect(cells.filter(({ left, right }) => left < 1 || right < 1)).toEqual([]);
      expect(cells.filter((cell) => cell.width < 24 || cell.height < 44)).toEqual([]);
    },
  );

  it.each([
    [360, 'ltr', 1],
    [240, 'ltr', 2],
    [240, 'rtl', 2],
  ] as const)(
    'of %i px, %s: the scale has %i rows, in the order of the numbers',
    async (width, direction, rows) => {
      const lang = direction === 'rtl' ? 'ar' : 'en';
      const { page } = await visit(lab, await newShop(lab), {
        page: { body, lang },
        viewport: { width, height: 568 },
      });
      await page.getByRole('radiogroup').waitFor();
      const places = await page.getByRole('radio').evaluateAll((radios) =>
        radios.map((radio) => {
          const { x, y } = radio.getBoundingClientRect();
          return { x: Math.round(x), y: Math.round(y) };
        }),
      );
      const rowTops = [...new Set(places.map(({ y }) => y))];
      expect(rowTops).toHaveLength(rows);
      const counts = rowTops.map((top) => places.filter(({ y }) => y === top).length);
      expect(counts).toEqual(rows === 1 ? [11] : [6, 5]);
      const sign = direction === 'rtl' ? -1 : 1;
      const inOrder = places.toSorted((a, b) => a.y - b.y || sign * (a.x - b.x));
      expect(places).toEqual(inOrder);
    },
  );
});
