import { afterAll, beforeAll, expect, it } from 'vitest';
import { newShop, openLab, responsesOnce, tagOf, type Lab } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

async function frameOn(sandbox: string) {
  const shop = await newShop(lab);
  const inner = lab.site.url + lab.site.add({ tag: tagOf(lab, shop) });
  const outer = lab.site.add({
    body: `<iframe src="${inner}" ${sandbox} width="400" height="500"></iframe>`,
  });
  const context = await lab.browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  // For a browser, `localhost` and `127.0.0.1` are different sites.
  await page.goto(lab.site.url.replace('127.0.0.1', 'localhost') + outer);
  return { shop, page, errors, frame: page.frameLocator('iframe') };
}

it('works in a frame of another site without errors', async () => {
  const { shop, frame, errors } = await frameOn('');
  await frame.getByRole('radio', { name: /^9\b/ }).click();
  const [response] = await responsesOnce(lab, shop);
  expect(response).toMatchObject({ score: 9 });
  expect(errors).toEqual([]);
});

it('appears in a frame that cannot use storage', async () => {
  const { page, frame, errors } = await frameOn('sandbox="allow-scripts"');
  await frame.getByRole('radio', { name: /^9\b/ }).click();
  await frame.getByRole('textbox').waitFor();
  const refused = await page.frames()[1]?.evaluate(() => {
    try {
      return localStorage.length;
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(refused).toBe('SecurityError');
  expect(errors).toEqual([]);
});
