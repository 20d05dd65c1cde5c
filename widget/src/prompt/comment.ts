import { inputLimits } from '@nines/shared/limits';
import { bandOf } from '@nines/shared/score';
import { element } from './element.ts';
import { makeFooter } from './footer.ts';
import { textOf, type StepContext } from './step-context.ts';

/** The comment on the score. A detractor also sees who reads it, if the shop names someone. */
export function makeComment(context: StepContext): Node[] {
  const { settings, replies, reply } = context;
  const { score = 0, comment = '' } = replies;
  const { reader } = settings;
  const field = element('textarea', {
    'aria-labelledby': 'title',
    placeholder: textOf(context, 'commentHint'),
    rows: 3,
    maxlength: inputLimits.comment,
    input() {
      reply({ comment: field.value.trim() || undefined });
      footer.refresh();
    },
  });
  field.value = comment;
  const footer = makeFooter(context, () => replies.comment);
  const note =
    reader && bandOf(score) === 'detractor'
      ? [element('p', {}, textOf(context, 'reader', reader.name))]
      : [];
  return [...note, field, footer.node];
}
