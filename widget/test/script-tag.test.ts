import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderToken } from '../../server/test/harness/orders.ts';
import { aggregateOf } from '../../server/test/harness/requests.ts';
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
  it('sends its attributes with the answer', async () => {
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

  it('loads two scripts and nothing else until the prompt is open, and sets no cookie', async () => {
    const shop = await newShop(lab);
    const head = `<script>
      const { append } = Element.prototype;
      Element.prototype.append = function (...nodes) {
        if (nodes[0].localName === 'nines-survey') window.openedAt = performance.now();
        return append.apply(this, nodes);
      };
    </script>`;
    const { page, requests } = await visit(lab, shop, { page: { head } });
    await page.getByRole('radiogroup').waitFor();
    await viewsOnce(lab, shop);
    const before = await page.evaluate(() => {
      const { openedAt } = window as unknown as { openedAt: number };
      const scripts = performance
        .getEntriesByType('resource')
        .filter(({ name, startTime }) => name.includes('/w/') && startTime < openedAt);
      return scripts.map(({ name }) => name.replace(/.*\/w\/(\w+).*/, '$1'));
    });
    expect(before).toEqual([expect.stringMatching(/^pk_/), 'prompt']);
    // The later steps follow at once, so that no tap waits for them.
    await expect.poll(() => requests).toContainEqual(expect.stringMatching('GET /w/later'));
    expect(requests.filter((request) => request.startsWith('GET /w/'))).toHaveLength(3);
    expect(requests.filter((request) => request.startsWith('OPTIONS'))).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });

  it('asks once when it is included twice', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, { page: { tag: tagOf(lab, shop) } });
    await page.getByRole('radiogroup').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('nines-survey').count()).toBe(1);
    expect(await viewsOnce(lab, shop)).toBe(1);
  });

  it('renders in its target, and waits for a target that does not exist yet', async () => {
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

  it('counts a view when the prompt scrolls into view, not before', async () => {
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
    ['invalid', 'anything'],
  ])('does nothing and logs nothing when its key is %s', async (_, publicKey) => {
    const shop = { ...(await newShop(lab)), publicKey };
    const { page, complaints, requests } = await visit(lab, shop);
    await page.waitForLoadState('networkidle');
    expect(requests.filter((request) => request.includes('/w/'))).toHaveLength(1);
    expect(await page.evaluate(() => typeof window.nines)).toBe('undefined');
    expect(complaints).toEqual([]);
  });

  it('sends a signed order by its token alone, with the view and the answer', async () => {
    const shop = await newShop(lab);
    const claims = { order: '1001', value: 59.95, currency: 'EUR', customer: 'c-17' };
    const token = await orderToken(lab.server, shop, claims);
    const { page, complaints } = await visit(lab, shop, { tag: `data-order-token="${token}"` });
    await page.getByRole('radio', { name: /^8/ }).click();
    const [response] = await responsesOnce(lab, shop);
    expect(response).toMatchObject({
      verified: true,
      order: { id: '1001', value: 59.95, currency: 'EUR' },
      customer: expect.any(String),
    });
    expect(await viewsOnce(lab, shop)).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('does not ask again about an order that has only a token', async () => {
    const shop = await newShop(lab, { display: { delay: 0, rest: 0, restAfterClose: 0 } });
    const token = await orderToken(lab.server, shop, { order: '1001' });
    const head = `${stub}<script>
      nines('order', { token: '${token}' });
      nines('on', 'skipped', ({ rule }) => (window.skippedBy = rule));
    </script>`;
    const { page } = await visit(lab, shop, { page: { head } });
    await page.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.waitForFunction('window.skippedBy === "order"');
    expect(await page.locator('nines-survey').count()).toBe(0);
  });

  it('keeps the answer when the token is wrong', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, {
      tag: 'data-order-id="1001" data-order-token="forged"',
    });
    await page.getByRole('radio', { name: /^8/ }).click();
    const [response] = await responsesOnce(lab, shop);
    expect(response).toMatchObject({ score: 8, order: null, verified: false });
  });

  it('asks again and again in test mode, and marks the answers, which never count', async () => {
    const shop = await newShop(lab);
    const { page, requests } = await visit(lab, shop, { tag: 'data-test data-order-id="1"' });
    await page.getByRole('radio', { name: /^8\b/ }).click();
    const [first] = await responsesOnce(lab, shop);
    expect(first).toMatchObject({ score: 8, test: true });
    await page.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.getByRole('radio', { name: /^3\b/ }).click();
    await responsesOnce(lab, shop, ({ score }) => score === 3);
    const { total } = await aggregateOf(lab.server, shop);
    expect(total).toMatchObject({ responses: 0, views: 0 });
    expect(requests).not.toContain('POST /v1/views');
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });

  it('adds one global and no other', async () => {
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
  it('queues calls before the loader arrives, and waits for show with data-manual', async () => {
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

  it('reports events to handlers and on the window', async () => {
    const shop = await newShop(lab, { followUps: { promoter: [], passive: [], detractor: [] } });
    const listen = `<script>received = [];
      for (const name of ['shown','scored','completed','closed','skipped']) {
        nines('on', name, (detail) => received.push([name, detail.score]));
        addEventListener('nines:' + name, (event) => received.push(['nines:' + name, event.detail.score]));
      }</script>`;
    const { page } = await visit(lab, shop, { page: { head: stub + listen } });
    await page.getByRole('radio', { name: /^9/ }).click();
    await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
    await page.evaluate(() => window.nines?.('hide'));
    const received = await page.evaluate(
      () => (window as unknown as { received: [string, number?][] }).received,
    );
    expect(received.map(([name]) => name).filter((name) => name?.startsWith('nines:'))).toEqual([
      'nines:shown',
      'nines:scored',
      'nines:completed',
      'nines:closed',
    ]);
    expect(received).toContainEqual(['scored', 9]);
    expect(received).toContainEqual(['closed', 9]);
  });

  it('can be hidden while the score is reported, and is gone for good then', async () => {
    const noFollowUps = { promoter: [], passive: [], detractor: [] };
    const shop = await newShop(lab, { followUps: noFollowUps });
    const head = `${stub}<script>received = [];
      for (const name of ['scored','completed','closed']) nines('on', name, () => received.push(name));
      nines('on', 'scored', () => nines('hide'));</script>`;
    const { page } = await visit(lab, shop, { page: { head } });
    await page.getByRole('radio', { name: /^9\b/ }).click();
    await page.locator('nines-survey').waitFor({ state: 'detached' });
    await page.waitForTimeout(500);
    const received = () =>
      page.evaluate(() => (window as unknown as { received: string[] }).received);
    expect(await received()).toEqual(['scored', 'closed']);
    await page.evaluate(() => window.nines?.('show'));
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('nines-survey').waitFor({ state: 'detached' });
    await responsesOnce(lab, shop, ({ score }) => score === 9);
  });

  it('gives the verdicts by why, and in the console with data-debug', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, { tag: 'data-order-id="1"' });
    await page.getByRole('button', { name: 'Close' }).click();
    const verdicts = await page.evaluate(() => window.nines?.('why'));
    expect(verdicts).toMatchObject({ survey: true, rest: false, delay: true });
    const again = await visit(lab, shop, { tag: 'data-debug data-manual' });
    await expect.poll(() => again.consoleMessages).toContainEqual(expect.stringMatching(/^nines/));
  });

  it('deletes its storage by forget', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.evaluate(() => window.nines?.('forget'));
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await page.reload();
    await page.getByRole('radiogroup').waitFor();
  });

  it('never throws for wrong arguments', async () => {
    const shop = await newShop(lab);
    const { page, complaints } = await visit(lab, shop, { tag: 'data-target="##"' });
    await page.waitForFunction(() => window.nines?.('why') === undefined);
    await page.evaluate(() => {
      const untyped = window.nines as unknown as (...call: unknown[]) => unknown;
      for (const command of ['order', 'identify', 'set', 'on', 'moment', 'nothing', null, {}]) {
        untyped(command);
        untyped(command, null, null);
        untyped(command, Symbol.iterator);
      }
      untyped('show');
    });
    await page.waitForTimeout(300);
    expect(complaints).toEqual([]);
  });
});
