import { makeFooter } from './footer.ts';
import { makeScale } from './scale.ts';
import { say, type Talk } from './talk.ts';

/** How easy it was: the Customer Effort Score, 1 (very hard) … 7 (very easy). To choose is to go on. */
export function makeEffort(talk: Talk): Node[] {
  const { replies, reply, go } = talk;
  const scale = makeScale({
    from: 1,
    to: 7,
    lowest: say(talk, 'effortLowest'),
    highest: say(talk, 'effortHighest'),
    chosen: replies.effort,
    choose(effort) {
      reply({ effort });
      go(1);
    },
  });
  return [...scale, makeFooter(talk, () => replies.effort).node];
}
