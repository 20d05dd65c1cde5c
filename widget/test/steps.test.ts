import { afterAll, beforeAll, expect, it } from 'vitest';
import { newShop, openLab, responsesOnce, visit, type Lab } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const everything = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;
const reasons = [
  { id: 'delivery', label: { en: 'Delivery', nl: 'Levering' } },
  { id: 'price', label: { en: 'Price', nl: 'Prijs' } },
];

it('sends every step as one more revision of the same answer', async () => {
  const all = [...everything];
  const shop = await newShop(lab, {
    followUps: { promoter: all, passive: all, detractor: all },
    reasons,
    reader: { name: 'Anna' },
    review: { url: 'https://reviews.example/oever', site: 'Kiyoh' },
  });
  const { page, complaints } = await visit(lab, shop);
  const send = page.getByRole('button', { name: 'Send' });
  await page.getByRole('radio', { name: /^3\b/ }).click();
  await page.getByRole('button', { name: 'Delivery' }).click();
  await send.click();
  await page.getByText('Anna reads this today.').waitFor();
  await page.getByRole('textbox').fill('It took three weeks.');
  await send.click();
  await page.getByRole('radio', { name: /^2\b/ }).click();
  await page.getByRole('radio', { name: 'Less than I expected' }).click();
  await page.getByRole('textbox', { name: 'Your e-mail address' }).fill('kim@mail.example');
  await send.click();
  await page.getByRole('heading', { name: /^Thank you for telling us/ }).waitFor();
  const review = page.getByRole('link', { name: 'Review us on Kiyoh' });
  expect(await review.getAttribute('href')).toBe('https://reviews.example/oever');
  // Six of them: the second number is kept for the first answer when it has to be sent again.
  const responses = await responsesOnce(lab, shop, ({ revision }) => revision === 7);
  expect(responses).toHaveLength(1);
  expect(responses[0]).toMatchObject({
    score: 3,
    reasons: ['delivery'],
    comment: 'It took three weeks.',
    effort: 2,
    expectation: 'below',
    replyTo: 'kim@mail.example',
  });
  expect(complaints).toEqual([]);
});

it('lets the shopper go back and change the score, and keeps the comment', async () => {
  const shop = await newShop(lab);
  const { page } = await visit(lab, shop);
  await page.getByRole('radio', { name: /^6\b/ }).click();
  await page.getByRole('textbox').fill('Fine, really.');
  await page.getByRole('button', { name: 'Back, you chose 6' }).click();
  const chosen = page.getByRole('radio', { checked: true });
  expect(await chosen.getAttribute('aria-label')).toBe('6');
  await page.getByRole('radio', { name: /^9\b/ }).click();
  expect(await page.getByRole('textbox').inputValue()).toBe('Fine, really.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: 'Thank you, that makes our day.' }).waitFor();
  const responses = await responsesOnce(lab, shop, ({ score }) => score === 9);
  expect(responses).toHaveLength(1);
  expect(responses[0]).toMatchObject({ score: 9, comment: 'Fine, really.' });
});

it('stores the score and an unfinished comment when the prompt is closed', async () => {
  const shop = await newShop(lab);
  const { page } = await visit(lab, shop);
  await page.getByRole('radio', { name: /^8\b/ }).click();
  await page.getByRole('textbox').fill('Half a sent');
  await page.getByRole('button', { name: 'Close' }).click();
  const [response] = await responsesOnce(lab, shop, ({ comment }) => comment !== null);
  expect(response).toMatchObject({ score: 8, comment: 'Half a sent' });
});

it.each([
  [10, 'promoter', []],
  [8, 'passive', ['effort']],
  [0, 'detractor', ['comment', 'email']],
] as const)('after a %i shows the follow-ups of a %s', async (score, _, steps) => {
  const shop = await newShop(lab, {
    followUps: { promoter: [], passive: ['effort'], detractor: ['comment', 'email'] },
    review: { url: 'https://reviews.example/oever', site: 'Kiyoh' },
  });
  const { page } = await visit(lab, shop);
  await page.getByRole('radio', { name: new RegExp(`^${score}\\b`) }).click();
  const skip = page.getByRole('button', { name: 'Skip' });
  for (const _step of steps) await skip.click();
  await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
  expect(await page.getByRole('link').getAttribute('href')).toBe('https://reviews.example/oever');
});

it('shows a space between the sentences of a title, and breaks the line between them', async () => {
  const { page } = await visit(lab, await newShop(lab));
  await page.getByRole('radio', { name: /^9\b/ }).click();
  const title = page.getByRole('heading', { name: 'Lovely! What did you like best?', exact: true });
  await title.waitFor();
  const gap = () =>
    title.evaluate((heading) => {
      const [first, second] = [...heading.children].map((part) => part.getBoundingClientRect());
      return { beside: second!.left - first!.right, below: second!.top - first!.bottom };
    });
  expect((await gap()).beside).toBeGreaterThan(3);
  await page.setViewportSize({ width: 300, height: 600 });
  await expect.poll(async () => (await gap()).below).toBeGreaterThanOrEqual(-1);
});

it('uses the shop’s own texts', async () => {
  const shop = await newShop(lab, {
    texts: {
      en: {
        question: 'Would you send a friend to {shop}?',
        commentPromoter: 'Why?',
        thanksPromoter: 'See you soon!',
      },
    },
  });
  const { page } = await visit(lab, shop);
  await page.getByRole('heading', { name: 'Would you send a friend to Oever?' }).waitFor();
  await page.getByRole('radio', { name: /^9\b/ }).click();
  await page.getByRole('heading', { name: 'Why?' }).waitFor();
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.getByRole('heading', { name: 'See you soon!' }).waitFor();
});

it('uses a scale of 1 to 10 when the survey has it', async () => {
  const shop = await newShop(lab, {});
  const reply = await fetch(`${lab.server.url}/v1/surveys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ten', scale: '1-10', display: { delay: 0 } }),
  });
  const { id } = (await reply.json()) as { id: string };
  await fetch(`${lab.server.url}/v1/surveys/${shop.surveyId}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${shop.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ active: false }),
  });
  const { page } = await visit(lab, shop);
  await page.getByRole('radiogroup').waitFor();
  expect(await page.getByRole('radio').allInnerTexts()).toEqual('1 2 3 4 5 6 7 8 9 10'.split(' '));
  await page.getByRole('radio', { name: /^10/ }).click();
  const [response] = await responsesOnce(lab, shop);
  expect(response).toMatchObject({ survey: id, score: 10 });
});
