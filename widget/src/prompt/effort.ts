import { makeFooter } from './footer.ts';
import { makeScale } from './scale.ts';
import { textOf, type StepContext } from './step-context.ts';

/** The Customer Effort Score, 1 (very hard) … 7 (very easy). A choice leads to the next step at once. */
export function makeEffort(context: StepContext): Node[] {
  const { replies, reply, go } = context;
  const scale = makeScale({
    from: 1,
    to: 7,
    lowest: textOf(context, 'effortLowest'),
    highest: textOf(context, 'effortHighest'),
    chosen: replies.effort,
    choose(effort) {
      reply({ effort });
      go(1);
    },
  });
  return [...scale, makeFooter(context, () => replies.effort).node];
}
