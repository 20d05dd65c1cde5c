import { limits } from '@nines/shared/limits';
import { bandOf } from '@nines/shared/score';
import { element } from './element.ts';
import { makeFooter } from './footer.ts';
import { say, type Talk } from './talk.ts';

/** Why this score, in the shopper's own words. An unhappy one is told who reads them. */
export function makeComment(talk: Talk): Node[] {
  const { settings, replies, reply } = talk;
  const { score = 0, comment = '' } = replies;
  const { reader } = settings;
  const field = element('textarea', {
    'aria-labelledby': 'title',
    placeholder: say(talk, 'commentHint'),
    rows: 3,
    maxlength: limits.comment,
    input() {
      reply({ comment: field.value.trim() || undefined });
      footer.refresh();
    },
  });
  field.value = comment;
  const footer = makeFooter(talk, () => replies.comment);
  const note =
    reader && bandOf(score) === 'detractor'
      ? [element('p', {}, say(talk, 'reader', reader.name))]
      : [];
  return [...note, field, footer.node];
}
