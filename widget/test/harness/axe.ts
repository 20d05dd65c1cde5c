import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

type Finding = { id: string; nodes: { html: string }[] };

/** The violations of WCAG 2.2 AA and of axe's best practices on the page, including the prompt. */
export async function findWithAxe(page: Page): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(async () => {
    const root = document.querySelector('nines-survey')?.shadowRoot;
    const animations = root?.getAnimations() ?? [];
    await Promise.all(animations.map(({ finished }) => finished));
    const { axe } = window as unknown as {
      axe: { run(): Promise<Record<'violations' | 'passes', Finding[]>> };
    };
    const { violations, passes } = await axe.run();
    // Without access to the shadow root axe would find nothing, so make sure that it saw the prompt.
    const sawPrompt = passes.some(
      ({ id, nodes }) =>
        id === 'button-name' && nodes.some(({ html }) => /class="close"/.test(html)),
    );
    if (!sawPrompt) return ['axe did not see the prompt'];
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
