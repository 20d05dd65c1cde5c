import type { Survey } from '@nines/shared/wire/survey';
import { useLanguage } from '../language.ts';
import type { Report } from '../report.ts';
import { periods, type View } from '../view.ts';
import './heading.css';

/** The page's heading, the dates of the report, and the choice of the survey and the period. */
export function Heading({
  surveys,
  view,
  report,
  onChange,
}: {
  surveys: readonly Survey[];
  view: View;
  report: Report | undefined;
  onChange: (view: View) => void;
}) {
  const { messages, formats } = useLanguage();
  return (
    <div class="heading">
      <div>
        <h1>{messages.heading}</h1>
        <p class="heading-days soft">
          {report && formats.days(report.aggregate.from, report.aggregate.to)}
        </p>
      </div>
      <div class="heading-choices">
        {surveys.length > 1 && <SurveyChoice surveys={surveys} view={view} onChange={onChange} />}
        <PeriodChoice view={view} onChange={onChange} />
      </div>
    </div>
  );
}

type ChoiceProps = { view: View; onChange: (view: View) => void };

function SurveyChoice({ surveys, view, onChange }: ChoiceProps & { surveys: readonly Survey[] }) {
  const { messages } = useLanguage();
  return (
    <label class="survey-choice">
      <span class="visually-hidden">{messages.survey}</span>
      <select
        value={view.survey}
        onChange={(event) => onChange({ ...view, survey: event.currentTarget.value })}
      >
        {surveys.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function PeriodChoice({ view, onChange }: ChoiceProps) {
  const { messages } = useLanguage();
  return (
    <fieldset class="period-choice">
      <legend class="visually-hidden">{messages.period}</legend>
      {periods.map((period) => (
        <label key={period}>
          <input
            type="radio"
            name="period"
            class="visually-hidden"
            checked={period === view.period}
            onChange={() => onChange({ ...view, period })}
          />
          <span>{messages.periods[period]}</span>
        </label>
      ))}
    </fieldset>
  );
}
