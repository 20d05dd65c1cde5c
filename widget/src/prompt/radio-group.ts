import { element } from './element.ts';

const moves: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

type Choice = { text: string; /** What is read out, if more than the text. */ label?: string };

/**
 * A radio group in which arrows move without choosing, since to choose is to go on. The chosen radio,
 * or else the first, is the one that Tab enters. It is named by the card's title.
 */
export function makeRadioGroup(
  className: string,
  choices: readonly Choice[],
  chosen: number,
  choose: (index: number) => void,
): HTMLElement {
  const radios = choices.map(({ text, label = text }, index) => {
    const click = () => {
      mark(index);
      choose(index);
    };
    return element('button', { role: 'radio', 'aria-label': label, click }, text);
  });
  const mark = (checked: number) => {
    for (const [index, radio] of radios.entries()) {
      radio.setAttribute('aria-checked', `${index === checked}`);
      radio.tabIndex = index === Math.max(checked, 0) ? 0 : -1;
    }
  };
  const keydown = (event: KeyboardEvent) => {
    const by = moves[event.key];
    if (!by) return;
    event.preventDefault();
    const sense = event.key.endsWith('t') && isMirrored(group) ? -by : by;
    radios.at((radios.indexOf(event.target as HTMLButtonElement) + sense) % radios.length)?.focus();
  };
  const group = element(
    'div',
    { class: className, role: 'radiogroup', 'aria-labelledby': 'title', keydown },
    ...radios,
  );
  mark(chosen);
  return group;
}

/** Whether the radios run from right to left, so that the arrow to the right goes back. */
function isMirrored(group: Element): boolean {
  return getComputedStyle(group).direction === 'rtl';
}
