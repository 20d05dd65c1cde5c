import { h } from 'preact';
import type { Step, StepProps } from '../card.tsx';
import { stepsOf, type Replies } from '../survey.ts';
import { textOf } from '../texts.ts';

/** The same step with a footer below it. */
export function withFooter({ reply, Body }: Step): Step {
  return {
    ...(reply && { reply }),
    Body: (props) => [
      <Body {...props} />,
      <Footer {...props} filled={reply && props.survey.replies[reply]} />,
    ],
  };
}

/** The back button, the progress, and the next button, which says "Skip" while the step is empty. */
function Footer({ survey, go, filled }: StepProps & { filled: Replies[keyof Replies] }) {
  const { position, replies } = survey;
  const last = stepsOf(survey).length - 2;
  const dots = (count: number) => (last > 1 ? '•'.repeat(count) : '');
  // An empty list of reasons is no reply.
  const isFilled = `${filled ?? ''}`;
  return (
    <div class="footer">
      <button
        class="back"
        aria-label={textOf(survey, 'back', replies.score)}
        onClick={() => go(position - 1)}
      >
        {replies.score}
      </button>
      <i aria-hidden="true">
        {dots(position)}
        <s>{dots(last - position)}</s>
      </i>
      <button class={isFilled && 'go'} onClick={() => go(position + 1)}>
        {textOf(survey, isFilled ? 'send' : 'skip')}
      </button>
    </div>
  );
}
