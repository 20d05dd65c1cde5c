import type { Survey } from '@nines/shared/wire/survey';
import type { Report } from '../load-report.ts';
import { periods } from '../periods.ts';
import type { View } from '../view.ts';
import { useVoice } from '../voice-context.ts';
import './heading.css';

/** What the page tells, over which days, and the choice of both. */
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
  const { words, formats } = useVoice();
  return (
    <div class="heading">
      <div>
        <h1>{words.heading}</h1>
        <p class="heading-days soft">
          {report && formats.days(report.aggregate.from, report.aggregate.to)}
        </p>
      </div>
      <div class="heading-choices">
        {surveys.length > 1 && (
          <label class="survey-choice">
            <span class="unseen">{words.survey}</span>
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
        )}
        <fieldset class="period-choice">
          <legend class="unseen">{words.period}</legend>
          {periods.map((period) => (
            <label key={period}>
              <input
                type="radio"
                name="period"
                class="unseen"
                checked={period === view.period}
                onChange={() => onChange({ ...view, period })}
              />
              <span>{words.periods[period]}</span>
            </label>
          ))}
        </fieldset>
      </div>
    </div>
  );
}
