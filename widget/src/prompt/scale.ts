import { element } from './element.ts';
import { makeRadioGroup } from './radio-group.ts';

type Options = {
  from: number;
  to: number;
  /** What the ends of the scale mean. */
  lowest: string;
  highest: string;
  chosen: number | undefined;
  choose(value: number): void;
};

/** A row of numbers. The meaning of its ends is written below, and is part of their labels. */
export function makeScale({ from, to, lowest, highest, chosen, choose }: Options): Node[] {
  const choices = Array.from({ length: to - from + 1 }, (_, index) => {
    const text = `${from + index}`;
    const end = index ? (from + index === to ? highest : '') : lowest;
    return { text, label: end ? `${text}, ${end}` : text };
  });
  const chosenIndex = chosen === undefined ? -1 : chosen - from;
  return [
    makeRadioGroup('scale', choices, chosenIndex, (index) => choose(from + index)),
    element(
      'div',
      { class: 'ends', 'aria-hidden': true },
      element('span', {}, lowest),
      element('span', {}, highest),
    ),
  ];
}
