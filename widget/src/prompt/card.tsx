import { h, type ComponentChildren } from 'preact';
import { stepsOf, type Replies, type StepName, type Survey } from './survey.ts';
import { textOf, titleOf } from './texts.ts';

/** What a step shows below its title, and which reply it asks for. */
export type Step = {
  reply?: keyof Replies;
  Body(props: StepProps): ComponentChildren;
};

export type StepProps = {
  survey: Survey;
  /** Sets the step's reply. `done`: and goes to the next step. */
  answer(value: unknown, done?: boolean): void;
  /** Goes to the step at this position. */
  go(position: number): void;
};

type CardProps = StepProps & {
  steps: Partial<Record<StepName, Step>>;
  close(): void;
};

/** The card with the current step. What it shows depends on its properties alone. */
export function Card({ survey, steps, answer, go, close }: CardProps) {
  const { settings, language, replies, position } = survey;
  const name = stepsOf(survey)[position] as StepName;
  const { Body } = steps[name] as Step;
  const title = textOf(survey, titleOf(name, replies.score), settings.shop);
  return (
    <div
      class={`card ${name}`}
      role="dialog"
      aria-labelledby="title"
      lang={language}
      dir={/ar|he/.test(language) ? 'rtl' : 'ltr'}
    >
      <div key={name}>
        <h2 id="title" tabIndex={-1}>
          {title.split(/(?<=[.!]) /).map((sentence) => [<span>{sentence}</span>, ' '])}
        </h2>
        <Body survey={survey} answer={answer} go={go} />
        {settings.privacyUrl && name !== 'thanks' && (
          <a class="privacy" href={settings.privacyUrl} target="_blank" rel="noopener">
            {textOf(survey, 'privacy')}
          </a>
        )}
      </div>
      <button class="close" aria-label={textOf(survey, 'close')} onClick={close}>
        ✕
      </button>
      <p role="status" />
    </div>
  );
}
