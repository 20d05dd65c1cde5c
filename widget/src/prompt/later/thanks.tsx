import { h } from 'preact';
import { bandOf } from '@nines/shared/score';
import type { Step } from '../card.tsx';
import { textOf } from '../texts.ts';

/** The last step. The link to review the shop is the same for every score; after a low one it is less prominent. */
export const thanks: Step = {
  Body({ survey }) {
    const { settings, replies } = survey;
    const { review } = settings;
    const isSecondary = bandOf(replies.score ?? 0) === 'detractor';
    return (
      review && (
        <a class={isSecondary ? '' : 'go'} href={review.url} target="_blank" rel="noopener">
          {textOf(survey, 'review', review.site)}
        </a>
      )
    );
  },
};
