import type { Page } from 'playwright-core';
import { findWithAxe } from '../test/harness/axe.ts';
import { newShop, visit, type Lab } from '../test/harness/lab.ts';
import { nonce, policiesFor, watch } from '../test/harness/policies.ts';
import type { Figure } from './figures.ts';

const steps = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;

/** Goes through every step under each policy, and in each theme with axe, and counts what is found. */
export async function measureSoundness(lab: Lab): Promise<Figure[]> {
  let breaches = 0;
  let findings = 0;
  for (const policy of Object.values(policiesFor(lab.server.url))) {
    breaches += await countBreaches(lab, policy);
  }
  for (const theme of ['light', 'dark'] as const) {
    const shop = await talkativeShop(lab, theme);
    const body = '<main><h1>Order placed</h1></main>';
    const { page } = await visit(lab, shop, { page: { body } });
    await walk(page, async () => {
      findings += (await findWithAxe(page)).length;
    });
  }
  return [
    { name: 'breaches of 4 policies, every step', value: breaches, limit: 0 },
    { name: 'axe findings, 2 themes, every step', value: findings, limit: 0 },
  ];
}

/** What the browser complained of, in its console or by events. */
async function countBreaches(lab: Lab, policy: string): Promise<number> {
  const shop = await talkativeShop(lab, 'auto');
  const head = policy.includes(nonce) ? watch : '';
  const headers = { 'content-security-policy': policy };
  const { page, complaints } = await visit(lab, shop, { page: { headers, nonce, head } });
  await walk(page, async () => {});
  const noted = await page.evaluate(() => (window as { breaches?: string[] }).breaches ?? []);
  await page.context().close();
  return noted.length + complaints.length;
}

function talkativeShop(lab: Lab, theme: 'auto' | 'light' | 'dark') {
  const all = [...steps];
  return newShop(lab, {
    followUps: { promoter: all, passive: all, detractor: all },
    reasons: [{ id: 'price', label: { en: 'Price' } }],
    look: { theme, brand: '#0a7f5a' },
  });
}

async function walk(page: Page, look: () => Promise<void>): Promise<void> {
  await page.getByRole('radiogroup').waitFor();
  await look();
  await page.getByRole('radio', { name: /^9\b/ }).click();
  for (const _ of steps) {
    await page.getByRole('button', { name: 'Skip' }).waitFor();
    await look();
    await page.getByRole('button', { name: 'Skip' }).click();
  }
  await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
  await look();
}
