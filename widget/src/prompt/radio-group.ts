import { element } from './element.ts';

const arrowKeys: Record<string, number> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

type Choice = { text: string; /** What screen readers read, if not the text. */ label?: string };

/**
 * A radio group in which the arrow keys move the focus but do not choose, because a choice leads to the
 * next step. Tab enters at the chosen radio, or else the first. Its name is the card's title.
 */
export function makeRadioGroup(
  className: string,
  choices: readonly Choice[],
  chosen: number,
  choose: (index: number) => void,
): HTMLElement {
  const radios = choices.map(({ text, label = text }, index) => {
    const click = () => {
      setChecked(index);
      choose(index);
    };
    return element('button', { role: 'radio', 'aria-label': label, click }, text);
  });
  const setChecked = (checked: number) => {
    for (const [index, radio] of radios.entries()) {
      radio.setAttribute('aria-checked', `${index === checked}`);
      radio.tabIndex = index === Math.max(checked, 0) ? 0 : -1;
    }
  };
  const keydown = (event: KeyboardEvent) => {
    const delta = arrowKeys[event.key];
    if (!delta) return;
    event.preventDefault();
    const direction = event.key.endsWith('t') && isRightToLeft(group) ? -delta : delta;
    radios
      .at((radios.indexOf(event.target as HTMLButtonElement) + direction) % radios.length)
      ?.focus();
  };
  const group = element(
    'div',
    { class: className, role: 'radiogroup', 'aria-labelledby': 'title', keydown },
    ...radios,
  );
  setChecked(chosen);
  return group;
}

/** Whether the radios run from right to left, so that the right arrow goes to the one before. */
function isRightToLeft(group: Element): boolean {
  return getComputedStyle(group).direction === 'rtl';
}
