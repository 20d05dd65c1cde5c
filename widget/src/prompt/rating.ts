import { highest, lowest } from '#messages/score.ts';
import { highestScore, lowestScore, type Scale } from '@nines/shared/score';
import { element } from './element.ts';

const moves: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The scale as a radio group. Arrows move and do not choose, since to choose is to send. */
export function makeRating(scale: Scale, choose: (score: number) => void): HTMLElement {
  const first = lowestScore(scale);
  const radios: HTMLElement[] = [];
  for (let score = first as number; score <= highestScore; score++) {
    const end = score === first ? lowest : score === highestScore ? highest : '';
    const click = () => {
      for (const radio of radios) check(radio, radio === radios[score - first]);
      choose(score);
    };
    const attributes = { role: 'radio', 'aria-label': end ? `${score}, ${end}` : score, click };
    radios.push(element('button', attributes, `${score}`));
    check(radios[score - first], false);
  }
  radios[0]?.setAttribute('tabindex', '0');
  const keydown = (event: KeyboardEvent) => {
    const by = moves[event.key];
    if (!by) return;
    event.preventDefault();
    const from = radios.indexOf(event.target as HTMLElement);
    radios.at((from + by) % radios.length)?.focus();
  };
  return element(
    'div',
    {},
    element(
      'div',
      { class: 'scale', role: 'radiogroup', 'aria-labelledby': 'title', keydown },
      ...radios,
    ),
    element(
      'div',
      { class: 'ends', 'aria-hidden': true },
      element('span', {}, lowest),
      element('span', {}, highest),
    ),
  );
}

/** The chosen radio is the one that Tab enters. */
function check(radio: HTMLElement | undefined, checked: boolean): void {
  radio?.setAttribute('aria-checked', `${checked}`);
  radio?.setAttribute('tabindex', checked ? '0' : '-1');
}
