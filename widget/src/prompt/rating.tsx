import { h } from 'preact';
import { highestScore, lowestScore } from '@nines/shared/score';
import type { Step } from './card.tsx';
import { textOf } from './texts.ts';

type RadiosProps = {
  class: string;
  /** `label`: what screen readers read, if not the text. */
  choices: readonly { text: string; label?: string }[];
  /** The index of the chosen one; -1: none. */
  chosen: number;
  choose(index: number): void;
};

/**
 * A radio group in which the arrow keys move the focus but do not choose, because a choice leads to the
 * next step. Tab enters at the chosen radio, or else the first. Its name is the card's title.
 */
export function Radios({ class: className, choices, chosen, choose }: RadiosProps) {
  return (
    <div class={className} role="radiogroup" aria-labelledby="title">
      {choices.map(({ text, label = text }, index) => (
        <button
          role="radio"
          aria-label={label}
          aria-checked={index === chosen}
          tabIndex={index === Math.max(chosen, 0) ? 0 : -1}
          onClick={() => choose(index)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

type ScaleProps = {
  from: number;
  to: number;
  /** What the ends of the scale mean. */
  lowest: string;
  highest: string;
  chosen: number | undefined;
  choose(value: number): void;
};

/** A row of numbers. The meaning of its ends is written below, and is part of their labels. */
export function Scale({ from, to, lowest, highest, chosen = -1, choose }: ScaleProps) {
  const choices = [];
  for (let value = from; value <= to; value++) {
    const end = value === from ? lowest : value === to && highest;
    choices.push({ text: `${value}`, label: end ? `${value}, ${end}` : `${value}` });
  }
  return [
    <Radios
      class="scale"
      choices={choices}
      chosen={chosen - from}
      choose={(index) => choose(from + index)}
    />,
    <div class="ends" aria-hidden="true">
      <span>{lowest}</span>
      <span>{highest}</span>
    </div>,
  ];
}

/** The rating itself, on the survey's scale. */
export const question: Step = {
  reply: 'score',
  Body: ({ survey, answer }) => (
    <Scale
      from={lowestScore(survey.settings.scale ?? '0-10')}
      to={highestScore}
      lowest={textOf(survey, 'lowest')}
      highest={textOf(survey, 'highest')}
      chosen={survey.replies.score}
      choose={(score) => answer(score, true)}
    />
  ),
};
