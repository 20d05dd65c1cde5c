import type { Page } from 'playwright-core';
import { findWithAxe } from '../test/harness/axe.ts';
import { newShop, visit, type Lab } from '../test/harness/lab.ts';
import { nonce, policiesFor, recordViolations } from '../test/harness/policies.ts';
import type { Figure } from './figures.ts';

const steps = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;

/** Goes through every step under each policy, and in each theme with axe, and counts the violations. */
export async function measureViolations(lab: Lab): Promise<Figure[]> {
  let violations = 0;
  let axeViolations = 0;
  for (const policy of Object.values(policiesFor(lab.server.url))) {
    violations += await countViolations(lab, policy);
  }
  for (const theme of ['light', 'dark'] as const) {
    const shop = await shopWithAllSteps(lab, theme);
    const body = '<main><h1>Order placed</h1></main>';
    const { page } = await visit(lab, shop, { page: { body } });
    await visitSteps(page, async () => {
      axeViolations += (await findWithAxe(page)).length;
    });
  }
  return [
    { name: 'violations of 4 policies, every step', value: violations, limit: 0 },
    { name: 'axe violations, 2 themes, every step', value: axeViolations, limit: 0 },
  ];
}

/** The number of violations that the browser reports by events or in its console. */
async function countViolations(lab: Lab, policy: string): Promise<number> {
  const shop = await shopWithAllSteps(lab, 'auto');
  const head = policy.includes(nonce) ? recordViolations : '';
  const headers = { 'content-security-policy': policy };
  const { page, complaints } = await visit(lab, shop, { page: { headers, nonce, head } });
  await visitSteps(page, async () => {});
  const recorded = await page.evaluate(
    () => (window as { violations?: string[] }).violations ?? [],
  );
  await page.context().close();
  return recorded.length + complaints.length;
}

function shopWithAllSteps(lab: Lab, theme: 'auto' | 'light' | 'dark') {
  const all = [...steps];
  return newShop(lab, {
    followUps: { promoter: all, passive: all, detractor: all },
    reasons: [{ id: 'price', label: { en: 'Price' } }],
    look: { theme, brand: '#0a7f5a' },
  });
}

async function visitSteps(page: Page, check: () => Promise<void>): Promise<void> {
  await page.getByRole('radiogroup').waitFor();
  await check();
  await page.getByRole('radio', { name: /^9\b/ }).click();
  for (const _ of steps) {
    await page.getByRole('button', { name: 'Skip' }).waitFor();
    await check();
    await page.getByRole('button', { name: 'Skip' }).click();
  }
  await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
  await check();
}
