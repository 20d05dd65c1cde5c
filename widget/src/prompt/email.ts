import { limits } from '@nines/shared/limits';
import { element } from './element.ts';
import { makeFooter } from './footer.ts';
import { say, type Talk } from './talk.ts';

/** Where to answer, asked for nothing else. What is no address is not sent. */
export function makeEmail(talk: Talk): Node[] {
  const { replies, reply } = talk;
  const field = element('input', {
    type: 'email',
    autocomplete: 'email',
    'aria-label': say(talk, 'emailLabel'),
    placeholder: say(talk, 'emailLabel'),
    maxlength: limits.email,
    input() {
      // The server wants a dot in the domain, which the browser does not.
      const valid = field.validity.valid && /\.\w+$/.test(field.value);
      reply({ replyTo: valid ? field.value : undefined });
      footer.refresh();
    },
  });
  field.value = replies.replyTo ?? '';
  const footer = makeFooter(talk, () => replies.replyTo);
  return [element('p', {}, say(talk, 'emailHint')), field, footer.node];
}
