import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newShop, openLab, responsesOnce, visit, type Lab } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const nonce = 'r4nd0m';

/** Content Security Policies as strict shops have them; SERVER stands for where Nines runs. */
const policies: Record<string, string> = {
  'host lists':
    "default-src 'none'; script-src SERVER; connect-src SERVER; style-src 'none'; img-src data:",
  'a nonce and hosts': `default-src 'none'; script-src 'nonce-${nonce}' SERVER; connect-src SERVER; style-src 'none'; img-src data:`,
  'strict-dynamic': `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; connect-src SERVER; style-src 'none'; img-src data:`,
  'Trusted Types': `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; connect-src SERVER; style-src 'none'; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'`,
};

/** Notes each breach of the policy, in the page itself. */
const watch = `<script nonce="${nonce}">breaches = [];
  addEventListener('securitypolicyviolation', ({ violatedDirective }) => breaches.push(violatedDirective));
</script>`;

it.each(Object.keys(policies))('breaches no policy of %s in any step', async (name) => {
  const all = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;
  const shop = await newShop(lab, {
    followUps: { promoter: [...all], passive: [], detractor: [] },
    reasons: [{ id: 'a', label: { en: 'A' } }],
    look: { brand: '#0a7f5a', theme: 'dark', font: 'page' },
  });
  const headers = {
    'content-security-policy': (policies[name] ?? '').replaceAll('SERVER', lab.server.url),
  };
  const { page, complaints } = await visit(lab, shop, {
    page: { headers, nonce, ...(name !== 'host lists' && { head: watch }) },
  });
  await page.getByRole('radio', { name: /^9\b/ }).click();
  for (const _ of all) await page.getByRole('button', { name: 'Skip' }).click();
  await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
  await responsesOnce(lab, shop);
  expect(await page.evaluate(() => (window as { breaches?: string[] }).breaches ?? [])).toEqual([]);
  expect(complaints).toEqual([]);
});

it('works as an npm module under the strictest of them', async () => {
  const shop = await newShop(lab);
  const headers = {
    'content-security-policy': (policies['Trusted Types'] ?? '').replaceAll(
      'SERVER',
      lab.server.url,
    ),
  };
  const module = readFileSync(new URL('../dist/nines.js', import.meta.url), 'utf8');
  const options = JSON.stringify({
    endpoint: lab.server.url,
    key: shop.publicKey,
    moment: 'service',
  });
  const use = module.replace(/export\s*\{\s*(\w+) as nines\s*\};?/, 'const nines = $1;');
  const { page, complaints } = await visit(lab, shop, {
    page: {
      headers,
      nonce: 'another, so that the tag itself is refused',
      head: `${watch}<script type="module" nonce="${nonce}">${use};
        nines('order', { id: '5' }); nines('init', ${options}); nines('set', { plan: 'pro' });</script>`,
    },
  });
  await page.getByRole('radio', { name: /^9\b/ }).click();
  const [response] = await responsesOnce(lab, shop);
  expect(response).toMatchObject({
    moment: 'service',
    order: { id: '5' },
    properties: { plan: 'pro' },
  });
  expect(complaints.filter((text) => !text.includes(shop.publicKey))).toEqual([]);
});
