import { h } from 'preact';
import type { Step } from '../card.tsx';
import { Scale } from '../rating.tsx';
import { textOf } from '../texts.ts';

/** The Customer Effort Score, 1 (very hard) … 7 (very easy). A choice leads to the next step at once. */
export const effort: Step = {
  reply: 'effort',
  Body: ({ survey, answer }) => (
    <Scale
      from={1}
      to={7}
      lowest={textOf(survey, 'effortLowest')}
      highest={textOf(survey, 'effortHighest')}
      chosen={survey.replies.effort}
      choose={(value) => answer(value, true)}
    />
  ),
};
