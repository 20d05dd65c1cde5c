import type { Step } from '../card.tsx';
import type { StepName } from '../survey.ts';
import { comment } from './comment.tsx';
import { effort } from './effort.tsx';
import { email } from './email.tsx';
import { expectation } from './expectation.tsx';
import { withFooter } from './footer.tsx';
import { reasons } from './reasons.tsx';
import { thanks } from './thanks.tsx';

export { closeBySwipe, move } from './motion.ts';

/** The steps after the rating. */
export const steps: Record<Exclude<StepName, 'question'>, Step> = {
  comment: withFooter(comment),
  effort: withFooter(effort),
  email: withFooter(email),
  expectation: withFooter(expectation),
  reasons: withFooter(reasons),
  thanks,
};
