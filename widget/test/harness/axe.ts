import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

type Finding = { id: string; nodes: { html: string }[] };

/** What axe finds on the page, the prompt included, against WCAG 2.2 AA and its own good practices. */
export async function findWithAxe(page: Page): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(async () => {
    const root = document.querySelector('nines-survey')?.shadowRoot;
    const moving = root?.getAnimations() ?? [];
    await Promise.all(moving.map(({ finished }) => finished));
    const { axe } = window as unknown as {
      axe: { run(): Promise<Record<'violations' | 'passes', Finding[]>> };
    };
    const { violations, passes } = await axe.run();
    // It would find nothing either if it did not look into the shadow root.
    const looked = passes.some(
      ({ id, nodes }) =>
        id === 'button-name' && nodes.some(({ html }) => /class="close"/.test(html)),
    );
    if (!looked) return ['axe did not see the prompt'];
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
