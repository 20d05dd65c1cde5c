import { highestScore, lowestScore } from '@nines/shared/score';
import type { Encounter } from '../encounter.ts';
import type { Card } from './card.ts';
import type { Draft } from './draft.ts';
import { guard } from './guard.ts';
import { makeScale } from './scale.ts';
import { makeStep } from './steps.ts';
import { say, stepsFor, type Talk } from './talk.ts';

/** How long the chosen score is seen before the conversation goes on, in milliseconds. */
const pause = 200;

/** Leads the conversation in the card: the rating, what the survey asks of its band, and thanks. */
export function converse(encounter: Encounter, draft: Draft, card: Card): void {
  const { settings, emit } = encounter;
  let timer: ReturnType<typeof setTimeout>;

  const talk: Talk = {
    ...encounter,
    replies: draft.replies,
    index: 0,
    last: 0,
    reply: (change) => Object.assign(draft.replies, change),
    go(by) {
      draft.save();
      talk.index += by;
      if (talk.index < 0) rate();
      else follow();
    },
  };

  function rate() {
    const from = lowestScore(settings.scale ?? '0-10');
    const scale = makeScale({
      from,
      to: highestScore,
      lowest: say(talk, 'lowest'),
      highest: say(talk, 'highest'),
      chosen: talk.replies.score,
      choose,
    });
    card.show(say(talk, 'question', settings.shop), scale);
  }

  function choose(score: number) {
    talk.reply({ score });
    draft.save();
    emit('scored', { id: draft.id, score });
    talk.index = 0;
    clearTimeout(timer);
    timer = setTimeout(guard(follow), pause);
  }

  function follow() {
    const { score = 0 } = talk.replies;
    const steps = stepsFor(settings, score);
    const step = steps[talk.index] ?? 'thanks';
    talk.last = steps.length - 1;
    const { title, body } = makeStep(step, talk);
    card.show(title, body);
    if (step === 'thanks') emit('completed', { id: draft.id, score });
  }

  rate();
}
