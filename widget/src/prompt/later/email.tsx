import { h } from 'preact';
import { inputLimits } from '@nines/shared/limits';
import type { Step } from '../card.tsx';
import { textOf } from '../texts.ts';

/** The e-mail address to answer to. An invalid address is not sent. */
export const email: Step = {
  reply: 'replyTo',
  Body: ({ survey, answer }) => [
    <p>{textOf(survey, 'emailHint')}</p>,
    <input
      type="email"
      autocomplete="email"
      aria-label={textOf(survey, 'emailLabel')}
      placeholder={textOf(survey, 'emailLabel')}
      maxLength={inputLimits.email}
      defaultValue={survey.replies.replyTo}
      onInput={({ currentTarget: { value, validity } }) =>
        // The server requires a dot in the domain; the browser does not.
        answer(validity.valid && /\.\w+$/.test(value) ? value : undefined)
      }
    />,
  ],
};
