import { h } from 'preact';
import { inputLimits } from '@nines/shared/limits';
import { bandOf } from '@nines/shared/score';
import type { Step } from '../card.tsx';
import { textOf } from '../texts.ts';

/** The comment on the score. A detractor also sees who reads it, if the shop names someone. */
export const comment: Step = {
  reply: 'comment',
  Body({ survey, answer }) {
    const { settings, replies } = survey;
    const { reader } = settings;
    return [
      reader && bandOf(replies.score ?? 0) === 'detractor' && (
        <p>{textOf(survey, 'reader', reader.name)}</p>
      ),
      <textarea
        aria-labelledby="title"
        placeholder={textOf(survey, 'commentHint')}
        rows={3}
        maxLength={inputLimits.comment}
        defaultValue={replies.comment}
        onInput={({ currentTarget }) => answer(currentTarget.value.trim() || undefined)}
      />,
    ];
  },
};
