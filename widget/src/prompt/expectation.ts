import { makeFooter } from './footer.ts';
import { makeRadioGroup } from './radio-group.ts';
import { say, type Talk } from './talk.ts';

/** The four levels of service, and failing the first: as the server knows them. */
const levels = ['below', 'met', 'exceeded', 'delighted', 'amazed'] as const;

/** How it compared with what was expected. To choose is to go on. */
export function makeExpectation(talk: Talk): Node[] {
  const { replies, reply, go } = talk;
  const choices = levels.map((level) => ({ text: say(talk, level) }));
  const chosen = levels.findIndex((level) => level === replies.expectation);
  const group = makeRadioGroup('list', choices, chosen, (index) => {
    reply({ expectation: levels[index] as string });
    go(1);
  });
  return [group, makeFooter(talk, () => replies.expectation).node];
}
