import { highestScore, lowestScore } from '@nines/shared/score';
import type { PromptContext } from '../prompt-context.ts';
import type { AnswerSender } from './answer-sender.ts';
import type { Card } from './card.ts';
import { ignoreErrors } from './ignore-errors.ts';
import { makeScale } from './scale.ts';
import { stepsFor, textOf, type StepContext } from './step-context.ts';
import { makeStep } from './steps.ts';

/** How long the chosen score is shown before the next step, in milliseconds. */
const chosenScoreMs = 200;

/** Shows the steps in the card, one after the other: the rating, the follow-ups of its band, the thanks. */
export function runSurvey(promptContext: PromptContext, sender: AnswerSender, card: Card): void {
  const { settings, emit } = promptContext;
  let timer: ReturnType<typeof setTimeout>;

  const context: StepContext = {
    ...promptContext,
    replies: sender.replies,
    index: 0,
    last: 0,
    reply: (change) => Object.assign(sender.replies, change),
    go(by) {
      sender.send();
      context.index += by;
      if (context.index < 0) showRating();
      else showStep();
    },
  };

  function showRating() {
    const from = lowestScore(settings.scale ?? '0-10');
    const scale = makeScale({
      from,
      to: highestScore,
      lowest: textOf(context, 'lowest'),
      highest: textOf(context, 'highest'),
      chosen: context.replies.score,
      choose: chooseScore,
    });
    card.show(textOf(context, 'question', settings.shop), scale);
  }

  function chooseScore(score: number) {
    context.reply({ score });
    sender.send();
    emit('scored', { id: sender.id, score });
    context.index = 0;
    clearTimeout(timer);
    timer = setTimeout(ignoreErrors(showStep), chosenScoreMs);
  }

  function showStep() {
    const { score = 0 } = context.replies;
    const steps = stepsFor(settings, score);
    const step = steps[context.index] ?? 'thanks';
    context.last = steps.length - 1;
    const { title, body } = makeStep(step, context);
    card.show(title, body);
    if (step === 'thanks') emit('completed', { id: sender.id, score });
  }

  showRating();
}
