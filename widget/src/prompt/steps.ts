import { makeComment } from './comment.ts';
import { makeEffort } from './effort.ts';
import { makeEmail } from './email.ts';
import { makeExpectation } from './expectation.ts';
import { makeReasons } from './reasons.ts';
import { byBand, say, type Step, type Talk } from './talk.ts';
import { makeThanks } from './thanks.ts';

const makers: Record<Step, (talk: Talk) => Node[]> = {
  comment: makeComment,
  reasons: makeReasons,
  effort: makeEffort,
  expectation: makeExpectation,
  email: makeEmail,
  thanks: makeThanks,
};

/** What a step that follows the rating asks, and how it is answered. */
export function makeStep(step: Step, talk: Talk): { title: string; body: Node[] } {
  const name = step === 'comment' || step === 'thanks' ? byBand(step, talk.replies.score) : step;
  return { title: say(talk, name), body: makers[step](talk) };
}
