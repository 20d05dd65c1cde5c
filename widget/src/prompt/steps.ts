import { makeComment } from './comment.ts';
import { makeEffort } from './effort.ts';
import { makeEmail } from './email.ts';
import { makeExpectation } from './expectation.ts';
import { makeReasons } from './reasons.ts';
import { messageForBand, textOf, type Step, type StepContext } from './step-context.ts';
import { makeThanks } from './thanks.ts';

const makers: Record<Step, (context: StepContext) => Node[]> = {
  comment: makeComment,
  reasons: makeReasons,
  effort: makeEffort,
  expectation: makeExpectation,
  email: makeEmail,
  thanks: makeThanks,
};

/** The title and the fields of a step after the rating. */
export function makeStep(step: Step, context: StepContext): { title: string; body: Node[] } {
  const name =
    step === 'comment' || step === 'thanks' ? messageForBand(step, context.replies.score) : step;
  return { title: textOf(context, name), body: makers[step](context) };
}
