import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAsShop } from '../../examples/harness/shop.ts';
import {
  newShop,
  openLab,
  responsesOnce,
  tagOf,
  viewsOnce,
  visit,
  type Lab,
} from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const stub = `<script>window.nines=window.nines||function(){(nines.q=nines.q||[]).push(arguments)};</script>`;

describe('the script tag', () => {
  it('sends everything its attributes say with the answer', async () => {
    const shop = await newShop(lab);
    const { page, complaints } = await visit(lab, shop, {
      tag: `data-order-id="1001" data-order-value="59,95" data-order-currency="EUR"
        data-customer-id="c-17" data-email="a@b.nl" data-moment="delivery" data-locale="nl-BE"`,
    });
    await page.getByRole('heading', { name: 'Hoe waarschijnlijk is het dat je Oever' }).waitFor();
    await page.getByRole('radio', { name: /^8/ }).click();
    const [response] = await responsesOnce(lab, shop);
    expect(response).toMatchObject({
      score: 8,
      moment: 'delivery',
      locale: 'nl',
      order: { id: '1001', value: 59.95, currency: 'EUR' },
      customer: expect.any(String),
    });
    expect(complaints).toEqual([]);
  });

  it('loads two scripts and nothing else until the prompt stands, and sets no cookie', async () => {
    const shop = await newShop(lab);
    const { page, requests } = await visit(lab, shop);
    await page.getByRole('radiogroup').waitFor();
    await viewsOnce(lab, shop);
    expect(requests.filter((request) => request.startsWith('GET /w/'))).toHaveLength(2);
    expect(requests.filter((request) => request.startsWith('OPTIONS'))).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });

  it('asks once though it is there twice', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, { page: { tag: tagOf(lab, shop) } });
    await page.getByRole('radiogroup').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('nines-survey').count()).toBe(1);
    expect(await viewsOnce(lab, shop)).toBe(1);
  });

  it('renders in the place it is told, and waits for a place that is not there yet', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, { tag: 'data-target="#here"' });
    await page.waitForFunction(() => window.nines?.('why')?.['target'] === null);
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('afterbegin', '<div id="here"></div>');
    });
    const box = await page.locator('#here nines-survey').boundingBox();
    expect(box?.height).toBeGreaterThan(100);
    await page.getByRole('radio', { name: /^10/ }).click();
    await responsesOnce(lab, shop, ({ score }) => score === 10);
  });

  it('is seen when it comes in sight, not before', async () => {
    const shop = await newShop(lab);
    const body = '<div style="height:3000px">Goods</div><div id="here"></div>';
    const { page, requests } = await visit(lab, shop, {
      tag: 'data-target="#here"',
      page: { body },
    });
    await page.locator('#here nines-survey').waitFor({ state: 'attached' });
    await page.waitForTimeout(500);
    expect(requests).not.toContain('POST /v1/views');
    await page.getByRole('radiogroup').scrollIntoViewIfNeeded();
    expect(await viewsOnce(lab, shop)).toBe(1);
  });

  it.each([
    ['unknown', 'pk_1_0123456789abcdef'],
    ['no key at all', 'anything'],
  ])('does nothing and says nothing when its key is %s', async (_, publicKey) => {
    const shop = { ...(await newShop(lab)), publicKey };
    const { page, complaints, requests } = await visit(lab, shop);
    await page.waitForLoadState('networkidle');
    expect(requests.filter((request) => request.includes('/w/'))).toHaveLength(1);
    expect(await page.evaluate(() => typeof window.nines)).toBe('undefined');
    expect(complaints).toEqual([]);
  });

  it('sends the proof of an order that the shop has signed', async () => {
    const shop = await newShop(lab);
    const url = `${lab.server.url}/v1/shop`;
    const { signingSecret } = await askAsShop<{ signingSecret: string }>(url, shop.secretKey);
    const token = createHmac('sha256', signingSecret).update('1001').digest('hex');
    const { page } = await visit(lab, shop, {
      tag: `data-order-id="1001" data-order-token="${token}"`,
    });
    await page.getByRole('radio', { name: /^8/ }).click();
    const [response] = await responsesOnce(lab, shop);
    expect(response).toMatchObject({ order: { id: '1001' }, verified: true });
  });

  it('loses no answer to a proof that is wrong', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, {
      tag: 'data-order-id="1001" data-order-token="forged"',
    });
    await page.getByRole('radio', { name: /^8/ }).click();
    const [response] = await responsesOnce(lab, shop);
    expect(response).toMatchObject({ score: 8, order: null, verified: false });
  });

  it('leaves one global and no trace on the shop’s own objects', async () => {
    const shop = await newShop(lab);
    const globals = () => Object.getOwnPropertyNames(window);
    const { page } = await visit(lab, shop, {
      page: { head: '<script>before=Object.getOwnPropertyNames(window)</script>' },
    });
    await page.getByRole('radiogroup').waitFor();
    const after = await page.evaluate(globals);
    const before = await page.evaluate(() => (window as unknown as { before: string[] }).before);
    expect(after.filter((name) => !before.includes(name) && name !== 'before')).toEqual(['nines']);
  });
});

describe('window.nines', () => {
  it('takes calls before it has arrived, and waits for show when told to', async () => {
    const shop = await newShop(lab);
    const calls = `<script>
      nines('order', { id: '7', value: 12.5, currency: 'EUR' });
      nines('identify', { id: 'c-1' }); nines('set', { plan: 'pro' }); nines('moment', 'service');
    </script>`;
    const { page } = await visit(lab, shop, { tag: 'data-manual', page: { head: stub + calls } });
    await page.waitForFunction(() => window.nines?.('why')?.['manual'] === null);
    expect(await page.locator('nines-survey').count()).toBe(0);
    await page.evaluate(() => window.nines?.('show'));
    await page.getByRole('radio', { name: /^6/ }).click();
    const [response] = await responsesOnce(lab, shop);
    expect(response).toMatchObject({
      score: 6,
      moment: 'service',
      order: { id: '7', value: 12.5, currency: 'EUR' },
      properties: { plan: 'pro' },
      customer: expect.any(String),
    });
  });

  it('tells what happens, by handlers and by events on the window', async () => {
    const shop = await newShop(lab, { followUps: { promoter: [], passive: [], detractor: [] } });
    const listen = `<script>told = [];
      for (const name of ['shown','scored','completed','closed','skipped']) {
        nines('on', name, (detail) => told.push([name, detail.score]));
        addEventListener('nines:' + name, (event) => told.push(['nines:' + name, event.detail.score]));
      }</script>`;
    const { page } = await visit(lab, shop, { page: { head: stub + listen } });
    await page.getByRole('radio', { name: /^9/ }).click();
    await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
    await page.evaluate(() => window.nines?.('hide'));
    const told = await page.evaluate(
      () => (window as unknown as { told: [string, number?][] }).told,
    );
    expect(told.map(([name]) => name).filter((name) => name?.startsWith('nines:'))).toEqual([
      'nines:shown',
      'nines:scored',
      'nines:completed',
      'nines:closed',
    ]);
    expect(told).toContainEqual(['scored', 9]);
    expect(told).toContainEqual(['closed', 9]);
  });

  it('explains why it did not ask, in the console too', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, { tag: 'data-order-id="1"' });
    await page.getByRole('button', { name: 'Close' }).click();
    const verdicts = await page.evaluate(() => window.nines?.('why'));
    expect(verdicts).toMatchObject({ survey: true, rest: false, order: false, delay: true });
    const again = await visit(lab, shop, { tag: 'data-debug data-manual' });
    await expect.poll(() => again.said).toContainEqual(expect.stringMatching(/^nines/));
  });

  it('forgets all it knew', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.evaluate(() => window.nines?.('forget'));
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await page.reload();
    await page.getByRole('radiogroup').waitFor();
  });

  it('never throws, whatever it is given', async () => {
    const shop = await newShop(lab);
    const { page, complaints } = await visit(lab, shop, { tag: 'data-target="##"' });
    await page.waitForFunction(() => window.nines?.('why') === undefined);
    await page.evaluate(() => {
      const wild = window.nines as unknown as (...call: unknown[]) => unknown;
      for (const command of ['order', 'identify', 'set', 'on', 'moment', 'nothing', null, {}]) {
        wild(command);
        wild(command, null, null);
        wild(command, Symbol.iterator);
      }
      wild('show');
    });
    await page.waitForTimeout(300);
    expect(complaints).toEqual([]);
  });
});
