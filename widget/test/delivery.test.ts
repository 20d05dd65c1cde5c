import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newShop, openLab, responsesOnce, visit, type Lab } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

describe('when the page is left', () => {
  it.each([0, 50, 900])('%i ms after the tap, the score is delivered', async (after) => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop);
    await page.getByRole('radiogroup').waitFor();
    await page.evaluate((wait) => {
      const root = document.querySelector('nines-survey')?.shadowRoot;
      root?.querySelector<HTMLElement>('[role=radio]:nth-child(8)')?.click();
      const leave = () => location.assign('about:blank');
      if (wait) setTimeout(leave, wait);
      else leave();
    }, after);
    await page.waitForURL('about:blank');
    const responses = await responsesOnce(lab, shop);
    expect(responses).toHaveLength(1);
    expect(responses[0]).toMatchObject({ score: 7 });
  });

  it('an unfinished comment is delivered too', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop);
    await page.getByRole('radio', { name: /^4\b/ }).click();
    await page.getByRole('textbox').fill('Never fin');
    await page.close({ runBeforeUnload: false });
    const [response] = await responsesOnce(lab, shop, ({ comment }) => comment !== null);
    expect(response).toMatchObject({ score: 4, comment: 'Never fin' });
  });
});

describe('when the network fails', () => {
  it('delivers when it works again, without another visit', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop);
    await page.getByRole('radiogroup').waitFor();
    await page.context().setOffline(true);
    await page.getByRole('radio', { name: /^9\b/ }).click();
    await page.getByRole('textbox').fill('Sent from a tunnel.');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
    await page.context().setOffline(false);
    const responses = await responsesOnce(lab, shop, ({ comment }) => comment !== null);
    expect(responses).toHaveLength(1);
    expect(responses[0]).toMatchObject({ score: 9, comment: 'Sent from a tunnel.' });
  });

  it.each([
    ['a network failure', 0],
    ['a busy server', 503],
  ])('delivers on the next visit after %s and a closed tab', async (_, status) => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop);
    await page.getByRole('radiogroup').waitFor();
    const url = page.url();
    await page
      .context()
      .route('**/v1/**', (route) =>
        status ? route.fulfill({ status, body: '{}' }) : route.abort(),
      );
    await page.getByRole('radio', { name: /^2\b/ }).click();
    await page.getByRole('textbox').waitFor();
    const context = page.context();
    await page.close();
    await context.unroute('**/v1/**');
    const later = await context.newPage();
    await later.goto(url);
    const responses = await responsesOnce(lab, shop);
    expect(responses).toHaveLength(1);
    expect(responses[0]).toMatchObject({ score: 2 });
    await later.waitForFunction(
      () => !Object.keys(localStorage).some((key) => key.startsWith('nines.')),
    );
  });

  it('keeps the answer when the page’s order data is invalid', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, {
      tag: 'data-order-id="1" data-order-currency="euro" data-moment="Kassa!"',
    });
    await page.getByRole('radio', { name: /^9\b/ }).click();
    const [response] = await responsesOnce(lab, shop);
    expect(response).toMatchObject({ score: 9, moment: 'checkout', order: null });
  });
});

describe('when the browser blocks', () => {
  it('storage, the prompt still appears and delivers', async () => {
    const shop = await newShop(lab);
    const blockStorage = `<script>
      Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });
    </script>`;
    const { page, complaints } = await visit(lab, shop, { page: { head: blockStorage } });
    await page.getByRole('radio', { name: /^5\b/ }).click();
    await page.getByRole('textbox').fill('No memory.');
    await page.getByRole('button', { name: 'Send' }).click();
    const responses = await responsesOnce(lab, shop, ({ comment }) => comment !== null);
    expect(responses).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('the prompt’s script (an ad blocker), the shop sees no error', async () => {
    const shop = await newShop(lab);
    const { page, complaints } = await visit(lab, shop, {
      page: {
        head: `<script>skipped = []; problems = [];
          addEventListener('nines:skipped', (event) => skipped.push(event.detail.rule));
          addEventListener('error', (event) => problems.push(event.message));
          addEventListener('unhandledrejection', (event) => problems.push(String(event.reason)));</script>`,
      },
      tag: 'data-manual',
    });
    await page.waitForFunction(() => window.nines?.('why'));
    await page.context().route('**/w/prompt*', (route) => route.abort('blockedbyclient'));
    await page.evaluate(() => window.nines?.('show'));
    await page.waitForFunction(() => (window as unknown as { skipped: string[] }).skipped[0]);
    const { skipped, problems } = await page.evaluate(() => {
      const recorded = window as unknown as { skipped: string[]; problems: string[] };
      return { skipped: recorded.skipped, problems: recorded.problems };
    });
    expect(skipped).toEqual(['blocked']);
    expect(problems).toEqual([]);
    // The browser itself logs the failed request. The console may hold nothing else.
    expect(complaints.filter((text) => !text.includes('ERR_BLOCKED_BY_CLIENT'))).toEqual([]);
  });
});
