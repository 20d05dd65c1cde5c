import { h } from 'preact';
import type { Step } from '../card.tsx';
import { Radios } from '../rating.tsx';
import { textOf } from '../texts.ts';

/** The four levels of service, and one below them. The server uses the same names. */
const levels = ['below', 'met', 'exceeded', 'delighted', 'amazed'] as const;

/** How the order compared with what the shopper expected. A choice leads to the next step at once. */
export const expectation: Step = {
  reply: 'expectation',
  Body: ({ survey, answer }) => (
    <Radios
      class="list"
      choices={levels.map((level) => ({ text: textOf(survey, level) }))}
      chosen={levels.findIndex((level) => level === survey.replies.expectation)}
      choose={(index) => answer(levels[index], true)}
    />
  ),
};
