import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { orderTokens } from '../harness/orders.ts';
import { ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server, { name: 'Pots & <Pans>', locale: 'en' });
});

function show(badge: boolean) {
  return ask(server, shop, '/v1/shop', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ badge }),
  });
}

async function fetchBadge(query = '', headers: Record<string, string> = {}) {
  const reply = await fetch(`${server.url}/badge/${shop.publicKey}.svg${query}`, { headers });
  return { status: reply.status, text: await reply.text(), headers: reply.headers };
}

async function rate(scores: readonly number[]): Promise<void> {
  await Promise.all(scores.map((score) => postAnswer(server, shop, { score })));
}

/** A published example (6 detractors, 13 passives, 32 promoters): 50.98, 29.29 … 67.00. */
const published = [...Array(32).fill(9), ...Array(13).fill(7), ...Array(6).fill(2)];

it('is a 404 until the shop turns it on, then shows n, the period and the interval', async () => {
  await rate(published);
  const off = await fetchBadge();
  expect(off.status).toBe(404);
  expect(off.headers.get('content-type')).toBe('image/svg+xml');
  expect(off.text).not.toMatch(/51|Pots/);
  expect((await ask(server, shop, '/v1/shop')).body.badge).toBe(false);

  expect((await show(true)).body.badge).toBe(true);
  const { status, text, headers } = await fetchBadge();
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('image/svg+xml');
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(text).toContain('>51</text>');
  expect(text).toContain('>51 answers</text>');
  expect(text).toContain('>past 12 months · ±19</text>');
  expect(text).toContain(
    '63% promoters, 25% passives, 12% detractors. With 95% confidence the score lies between 29 and 67.',
  );
  await show(false);
  expect((await fetchBadge()).status).toBe(404);
});

it('says how many answers are signed, and never rounds them up to all or down to none', async () => {
  await show(true);
  await rate([9, 9]);
  expect((await fetchBadge('?locale=nl')).text).toContain('>Antwoorden niet getekend</text>');
  expect((await fetchBadge()).text).toContain('>Answers are not signed</text>');

  const signed = await createShop(server);
  shop = signed;
  await show(true);
  const [first, second] = await orderTokens(server, shop, 2);
  await postAnswer(server, shop, { score: 9, order: { token: first } });
  expect((await fetchBadge('?locale=en')).text).toContain('>All answers signed</text>');
  await rate([2]);
  expect((await fetchBadge('?locale=en&theme=dark')).text).toContain(
    '>50% of the answers are signed</text>',
  );
  await postAnswer(server, shop, { score: 9, order: { token: second } });
  const { text } = await fetchBadge('?locale=nl&theme=light');
  expect(text).toContain('>67% getekende antwoorden</text>');
  expect(text).toMatch(/<desc [^>]*>.*67% getekende antwoorden/);
});

it('is accessible: an image with a title, and the name of the shop is text', async () => {
  await rate([2, 2, 9]);
  await show(true);
  const { text } = await fetchBadge();
  expect(text).toMatch(/^<svg [^>]*role="img" aria-labelledby="t d"/);
  expect(text).toContain(
    '<title id="t">Pots &amp; &lt;Pans&gt;: Net Promoter Score −33, from 3 answers in the past 12 months</title>',
  );
  expect(text).toContain('<desc id="d">');
});

it('uses the visitor’s colour scheme by default, and has Dutch texts', async () => {
  await rate([9]);
  await show(true);
  expect((await fetchBadge()).text).toContain('prefers-color-scheme:dark');
  const dark = await fetchBadge('?theme=dark');
  expect(dark.text).not.toContain('prefers-color-scheme');
  expect(dark.text).toContain('#181f1c');
  expect((await fetchBadge('?theme=light')).text).not.toContain('#181f1c');
  expect((await fetchBadge('?theme=pink')).status).toBe(200);
  expect((await fetchBadge('?locale=nl-BE')).text).toContain('1 antwoord<');
});

it('says when there are no answers yet', async () => {
  await show(true);
  const { status, text } = await fetchBadge();
  expect(status).toBe(200);
  expect(text).toContain('No answers yet');
  expect(text).not.toContain('NaN');
});

it('is cached by the browser and then revalidated', async () => {
  await show(true);
  const { headers } = await fetchBadge();
  expect(headers.get('cache-control')).toContain('max-age=600');
  const etag = headers.get('etag') ?? '';
  expect((await fetchBadge('', { 'if-none-match': etag })).status).toBe(304);
});

it('of an unknown key is neutral', async () => {
  const reply = await fetch(`${server.url}/badge/pk_1_0123456789abcdef.svg`);
  expect(reply.status).toBe(404);
  expect(await reply.text()).toMatch(/^<svg /);
});
