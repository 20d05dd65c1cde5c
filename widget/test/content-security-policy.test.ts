import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newShop, openLab, responsesOnce, visit, type Lab } from './harness/lab.ts';
import { nonce, policiesFor, recordViolations } from './harness/policies.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

it.each(Object.keys(policiesFor('')))('violates no policy of %s in any step', async (name) => {
  const all = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;
  const shop = await newShop(lab, {
    followUps: { promoter: [...all], passive: [], detractor: [] },
    reasons: [{ id: 'a', label: { en: 'A' } }],
    look: { brand: '#0a7f5a', theme: 'dark', font: 'page' },
  });
  const headers = {
    'content-security-policy': policiesFor(lab.server.url)[name] ?? '',
  };
  const { page, complaints } = await visit(lab, shop, {
    page: { headers, nonce, ...(name !== 'host lists' && { head: recordViolations }) },
  });
  await page.getByRole('radio', { name: /^9\b/ }).click();
  for (const _ of all) await page.getByRole('button', { name: 'Skip' }).click();
  await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
  await responsesOnce(lab, shop);
  expect(await page.evaluate(() => (window as { violations?: string[] }).violations ?? [])).toEqual(
    [],
  );
  expect(complaints).toEqual([]);
});

it('works as an npm module under the strictest policy', async () => {
  const shop = await newShop(lab);
  const headers = {
    'content-security-policy': policiesFor(lab.server.url)['Trusted Types'] ?? '',
  };
  const module = readFileSync(new URL('../dist/nines.js', import.meta.url), 'utf8');
  const options = JSON.stringify({
    endpoint: lab.server.url,
    key: shop.publicKey,
    moment: 'service',
    test: false,
    manual: false,
  });
  const use = module.replace(/export\s*\{\s*(\w+) as nines\s*\};?/, 'const nines = $1;');
  const { page, complaints } = await visit(lab, shop, {
    page: {
      headers,
      nonce: 'another, so that the tag itself is blocked',
      head: `${recordViolations}<script type="module" nonce="${nonce}">${use};
        nines('order', { id: '5' }); nines('init', ${options}); nines('set', { plan: 'pro' });</script>`,
    },
  });
  await page.getByRole('radio', { name: /^9\b/ }).click();
  const [response] = await responsesOnce(lab, shop);
  expect(response).toMatchObject({
    test: false,
    moment: 'service',
    order: { id: '5' },
    properties: { plan: 'pro' },
  });
  expect(complaints.filter((text) => !text.includes(shop.publicKey))).toEqual([]);
});
