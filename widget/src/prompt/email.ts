import { inputLimits } from '@nines/shared/limits';
import { element } from './element.ts';
import { makeFooter } from './footer.ts';
import { textOf, type StepContext } from './step-context.ts';

/** The e-mail address to answer to. An invalid address is not sent. */
export function makeEmail(context: StepContext): Node[] {
  const { replies, reply } = context;
  const field = element('input', {
    type: 'email',
    autocomplete: 'email',
    'aria-label': textOf(context, 'emailLabel'),
    placeholder: textOf(context, 'emailLabel'),
    maxlength: inputLimits.email,
    input() {
      // The server requires a dot in the domain; the browser does not.
      const valid = field.validity.valid && /\.\w+$/.test(field.value);
      reply({ replyTo: valid ? field.value : undefined });
      footer.refresh();
    },
  });
  field.value = replies.replyTo ?? '';
  const footer = makeFooter(context, () => replies.replyTo);
  return [element('p', {}, textOf(context, 'emailHint')), field, footer.node];
}
