import { afterAll, beforeAll, expect, it } from 'vitest';
import { newShop, openLab, visit, type Lab } from './harness/lab.ts';
import { everyStep, throughAllSteps } from './harness/steps.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

it('screen readers get these roles, names and states in each step', async () => {
  const { page } = await visit(lab, await newShop(lab, everyStep), {
    page: { body: '<main><h1>Order placed</h1></main>' },
  });
  const trees: string[] = [];
  await throughAllSteps(page, async (step) => {
    const tree = await page.getByRole('dialog').ariaSnapshot();
    // How these two buttons are drawn is left out: their names say what they do.
    trees.push(`${step}\n${tree.replaceAll(/(button "(?:Close|Back)[^"]*"): .*/g, '$1')}`);
  });
  expect(trees.join('\n\n')).toMatchInlineSnapshot(`
    "rating
    - dialog "How likely are you to recommend Oever to a friend?":
      - heading "How likely are you to recommend Oever to a friend?" [level=2]
      - radiogroup "How likely are you to recommend Oever to a friend?":
        - radio "0, Not at all likely": "0"
        - radio "1"
        - radio "2"
        - radio "3"
        - radio "4"
        - radio "5"
        - radio "6"
        - radio "7"
        - radio "8"
        - radio "9"
        - radio "10, Extremely likely": "10"
      - link "Privacy":
        - /url: https://oever.example/privacy
      - button "Close"
      - status: How likely are you to recommend Oever to a friend?

    reasons
    - dialog "What was it about?":
      - heading "What was it about?" [level=2]
      - group "What was it about?":
        - button "Delivery"
        - button "Price"
        - button "Quality of the goods"
      - button "Back, you chose 5"
      - button "Skip"
      - link "Privacy":
        - /url: https://oever.example/privacy
      - button "Close"
      - status: What was it about?

    comment
    - dialog "We’re sorry to hear that. What went wrong?":
      - heading "We’re sorry to hear that. What went wrong?" [level=2]
      - paragraph: Anna reads this today.
      - textbox "We’re sorry to hear that. What went wrong?":
        - /placeholder: In your own words
      - button "Back, you chose 5"
      - button "Skip"
      - link "Privacy":
        - /url: https://oever.example/privacy
      - button "Close"
      - status: We’re sorry to hear that. What went wrong?

    effort
    - dialog "How easy was it to order?":
      - heading "How easy was it to order?" [level=2]
      - radiogroup "How easy was it to order?":
        - radio "1, Very hard": "1"
        - radio "2"
        - radio "3"
        - radio "4"
        - radio "5"
        - radio "6"
        - radio "7, Very easy": "7"
      - button "Back, you chose 5"
      - button "Skip"
      - link "Privacy":
        - /url: https://oever.example/privacy
      - button "Close"
      - status: How easy was it to order?

    expectation
    - dialog "And compared with what you expected?":
      - heading "And compared with what you expected?" [level=2]
      - radiogroup "And compared with what you expected?":
        - radio "Less than I expected"
        - radio "As I expected"
        - radio "Better than I expected"
        - radio "Much better than I expected"
        - radio "I was amazed"
      - button "Back, you chose 5"
      - button "Skip"
      - link "Privacy":
        - /url: https://oever.example/privacy
      - button "Close"
      - status: And compared with what you expected?

    email
    - dialog "May we write back to you?":
      - heading "May we write back to you?" [level=2]
      - paragraph: We only use it to answer you.
      - textbox "Your e-mail address"
      - button "Back, you chose 5"
      - button "Skip"
      - link "Privacy":
        - /url: https://oever.example/privacy
      - button "Close"
      - status: May we write back to you?

    thanks
    - dialog "Thank you for telling us. We take it to heart.":
      - heading "Thank you for telling us. We take it to heart." [level=2]
      - link "Review us on Kiyoh":
        - /url: https://reviews.example/oever
      - button "Close"
      - status: Thank you for telling us. We take it to heart."
  `);
});
