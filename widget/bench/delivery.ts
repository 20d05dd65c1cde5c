import type { CreatedShop } from '@nines/shared/wire/shop';
import { aggregateOf } from '../../server/test/harness/requests.ts';
import { until } from '../../server/test/harness/until.ts';
import { newShop, visit, type Lab } from '../test/harness/lab.ts';
import type { Figure } from './figures.ts';

/** How long after the tap the page is left, in milliseconds. */
const delays = [0, 50, 900];

/**
 * Rates and leaves the page, `rounds` times at each delay, and counts the scores that the server did not get.
 * Then sends one answer 20 times and counts the responses that are stored.
 */
export async function measureDelivery(lab: Lab, rounds: number): Promise<Figure[]> {
  const shop = await newShop(lab);
  for (let round = 0; round < rounds; round += 1) {
    for (const delay of delays) await rateAndLeave(lab, shop, delay);
  }
  const sent = rounds * delays.length;
  const stored = await until('every answer', async () => {
    const count = await countResponses(lab, shop);
    return count >= sent && count;
  }).catch(() => countResponses(lab, shop));
  return [
    {
      name: `lost of ${sent} when the page is left after 0, 50, 900 ms`,
      value: sent - stored,
      limit: 0,
    },
    { name: 'responses of one answer sent 20 times', value: await resend(lab), limit: 1 },
  ];
}

async function countResponses(lab: Lab, shop: CreatedShop): Promise<number> {
  return (await aggregateOf(lab.server, shop)).total.responses;
}

async function rateAndLeave(lab: Lab, shop: CreatedShop, delay: number): Promise<void> {
  const { page } = await visit(lab, shop);
  await page.getByRole('radiogroup').waitFor();
  await page.evaluate((wait) => {
    const root = document.querySelector('nines-survey')?.shadowRoot;
    root?.querySelector<HTMLElement>('[role=radio]:nth-child(8)')?.click();
    if (wait) setTimeout(() => location.assign('about:blank'), wait);
    else location.assign('about:blank');
  }, delay);
  await page.waitForURL('about:blank');
  // The browser may still be sending the requests of the page.
  await page.waitForTimeout(500);
  await page.context().close();
}

async function resend(lab: Lab): Promise<number> {
  const shop = await newShop(lab);
  const { page } = await visit(lab, shop);
  const sent = page.waitForRequest((request) => request.url().endsWith('/v1/responses'));
  await page.getByRole('radio', { name: /^9\b/ }).click();
  const body = (await sent).postData();
  const headers = { origin: lab.site.url, 'content-type': 'text/plain' };
  const url = `${lab.server.url}/v1/responses`;
  const send = () => fetch(url, { method: 'POST', headers, body });
  const replies = await Promise.all(Array.from({ length: 20 }, send));
  const rejected = replies.find(({ ok }) => !ok);
  if (rejected) throw new Error(`${rejected.status} ${await rejected.text()}`);
  return countResponses(lab, shop);
}
