import { makeFooter } from './footer.ts';
import { makeRadioGroup } from './radio-group.ts';
import { textOf, type StepContext } from './step-context.ts';

/** The four levels of service, and one below them. The server uses the same names. */
const levels = ['below', 'met', 'exceeded', 'delighted', 'amazed'] as const;

/** How the order compared with what the shopper expected. A choice leads to the next step at once. */
export function makeExpectation(context: StepContext): Node[] {
  const { replies, reply, go } = context;
  const choices = levels.map((level) => ({ text: textOf(context, level) }));
  const chosen = levels.findIndex((level) => level === replies.expectation);
  const group = makeRadioGroup('list', choices, chosen, (index) => {
    reply({ expectation: levels[index] as string });
    go(1);
  });
  return [group, makeFooter(context, () => replies.expectation).node];
}
