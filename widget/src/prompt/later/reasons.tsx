import { h } from 'preact';
import type { Step } from '../card.tsx';

/** The reasons for the score: any of those that the shop offers, in the prompt's language if they have a label in it. */
export const reasons: Step = {
  reply: 'reasons',
  Body({ survey, answer }) {
    const { settings, language, replies } = survey;
    const { reasons: offered = [], language: fallback = 'en' } = settings;
    const chosen = replies.reasons ?? [];
    return (
      <div class="chips" role="group" aria-labelledby="title">
        {offered.map(({ id, label }) => {
          const others = chosen.filter((other) => other !== id);
          const isChosen = others.length < chosen.length;
          return (
            <button
              aria-pressed={isChosen}
              onClick={() => answer(isChosen ? others : [...chosen, id])}
            >
              {label[language] ?? label[fallback] ?? Object.values(label)[0] ?? id}
            </button>
          );
        })}
      </div>
    );
  },
};
