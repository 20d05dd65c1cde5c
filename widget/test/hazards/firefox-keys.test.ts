import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { firstOf } from '../../../server/test/harness/soak.ts';
import { openInFirefox, shopper, type Preferences } from '../harness/firefox.ts';
import { newShop, openLab, responsesOnce, tagOf, type Lab } from '../harness/lab.ts';
import type { SitePage } from '../harness/site.ts';
import { backgrounds } from './backgrounds.ts';
import { dialogs } from './dialogs.ts';
import { menus } from './menus.ts';
import { shortcuts } from './shortcuts.ts';
import { textSizes } from './text-sizes.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/** Adds to the shopper's script what these tests look at. */
const observer = `${shopper}
  const host = () => document.querySelector('nines-survey');
  const isVisible = () => !!host()?.checkVisibility() && host().getBoundingClientRect().width > 0;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const press = (target, key) => {
    const init = { key, bubbles: true, composed: true, cancelable: true };
    for (const type of ['keydown', 'keyup']) target.dispatchEvent(new KeyboardEvent(type, init));
  };
  const sizeOf = (part) => Math.round(parseFloat(getComputedStyle(part).fontSize) * (part.currentCSSZoom ?? 1));`;

type Case = { page: SitePage; preferences?: Preferences; script: string; expected: object };

/** The script reports by properties of the answer, which it sends at the end. */
const cases: Record<string, Case> = {
  'is hidden while a native dialog is open, and comes back with the comment': {
    page: dialogs['a native dialog']!,
    script: `await rate(3); await fill('It took'); openDialog();
      await until(() => !isVisible()); box.close(); await until(isVisible);
      const { value } = await find('textarea');
      nines('set', { value }); await fill('It took weeks'); await next();`,
    expected: { comment: 'It took weeks', properties: { value: 'It took' } },
  },
  'stays when Escape is pressed in a menu of the shop': {
    page: menus['a menu']!,
    script: `await find('.scale'); openMenu(); press(item, 'Escape'); await pause(600);
      nines('set', { menu: !box.hidden, prompt: isVisible() }); if (isVisible()) await rate(9);
      else { nines('show'); await rate(9); }`,
    expected: { properties: { menu: false, prompt: true } },
  },
  'gives no key to capturing handlers on document': {
    page: shortcuts['shortcuts on document']!,
    script: `await rate(3); const field = await find('textarea'); field.focus(); press(field, 's');
      nines('set', { seen: seen.join() }); await fill('Sizes'); await next();`,
    expected: { comment: 'Sizes', properties: { seen: '' } },
  },
  'has no scrollbar of its own and doubles its text, where the settings do that to pages': {
    page: {},
    preferences: {
      'widget.gtk.overlay-scrollbars.enabled': false,
      'ui.useOverlayScrollbars': 0,
      'font.size.variable.x-western': 32,
    },
    script: `const card = await find('.card');
      await until(() => root().querySelector('[role=status]').textContent);
      const { borderLeftWidth } = getComputedStyle(card);
      const probe = document.createElement('div');
      probe.style.cssText = 'overflow: scroll; width: 99px';
      document.body.append(probe);
      nines('set', {
        scrollbar: card.offsetWidth - card.clientWidth - 2 * parseFloat(borderLeftWidth),
        takesRoom: probe.offsetWidth - probe.clientWidth > 5,
        size: sizeOf(await find('.scale button')), page: sizeOf(document.body) });
      await rate(9);`,
    expected: { properties: { scrollbar: 0, takesRoom: true, size: 30, page: 32 } },
  },
  'keeps its text size under rem and zoom, and is dark on a dark oklch() colour': {
    page: {
      head:
        ['rem of 62.5 %', 'zoom of html'].map((name) => textSizes[name]?.head).join('') +
        backgrounds['a dark oklch() colour']?.head,
    },
    script: `const { color } = getComputedStyle(await find('.card'));
      nines('set', { size: sizeOf(await find('.scale button')), lightText: +color.match(/\\d+/)[0] > 128 });
      await rate(9);`,
    expected: { properties: { size: 15, lightText: true } },
  },
};

describe('in Firefox, the prompt', () => {
  it.each(firstOf(2, Object.keys(cases)))('%s', async (name) => {
    const { page, preferences = {}, script, expected } = cases[name]!;
    const shop = await newShop(lab);
    const path = lab.site.add({
      ...page,
      tag: `${tagOf(lab, shop)}<script>${observer} (async () => { ${script} })();</script>`,
    });
    onTestFinished(await openInFirefox(lab.site.url + path, preferences));
    const [response] = await responsesOnce(
      lab,
      shop,
      (stored) => !('comment' in expected) || stored.comment !== null,
    );
    expect(response).toMatchObject(expected);
  });
});
