import type { Aggregate, Dimension, Figures } from '@nines/shared/wire/aggregate';
import { scorePercent } from '../chart.ts';
import { useLanguage, type Language } from '../language.ts';
import { exactScore, isTinySample } from '../phrases.ts';
import './breakdown.css';

/**
 * The score by moment, language, device and channel. Narrow screens lay the table out as a grid, and then
 * some browsers no longer treat it as a table. The explicit roles prevent that.
 */
export function BreakdownSection({ breakdown }: { breakdown: Aggregate['breakdown'] }) {
  const language = useLanguage();
  const { messages } = language;
  return (
    <section class="section">
      <div class="section-text">
        <h2>{messages.breakdown.heading}</h2>
        <p>{messages.breakdown.note}</p>
      </div>
      <table class="breakdown" role="table">
        <BreakdownHead />
        {groupBreakdown(breakdown, language).map(({ by, heading, rows }) => (
          <tbody key={by} role="rowgroup">
            <tr role="row">
              <th role="rowheader" scope="rowgroup" colSpan={3}>
                {heading}
              </th>
            </tr>
            {rows.map((row) => (
              <BreakdownRow key={row.value} {...row} />
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function BreakdownHead() {
  const { messages } = useLanguage();
  const [name, axis, nps] = messages.breakdown.columns;
  return (
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">
          {name}
        </th>
        <th role="columnheader" scope="col" class="breakdown-axis">
          <span class="visually-hidden">{axis}</span>
          <span aria-hidden="true">−100</span>
          <span aria-hidden="true">0</span>
          <span aria-hidden="true">100</span>
        </th>
        <th role="columnheader" scope="col">
          {nps}
        </th>
      </tr>
    </thead>
  );
}

/** One value: its score as a bar that begins at 0, and its confidence interval as a line. */
function BreakdownRow({ name, figures }: { name: string; figures: Figures }) {
  const { messages, formats } = useLanguage();
  const score = exactScore(figures);
  if (score === null || figures.interval === null) return null;
  const [low, high] = figures.interval;
  return (
    <tr role="row" class={isTinySample(figures) ? 'breakdown-tiny' : ''}>
      <th role="rowheader" scope="row">
        {name}
        <span class="breakdown-sub">
          {messages.trend.answers(formats.whole(figures.responses), figures.responses !== 1)}
        </span>
      </th>
      <td role="cell">
        <div class="breakdown-plot" aria-hidden="true">
          <i
            class={score < 0 ? 'breakdown-bar fill-detractor' : 'breakdown-bar fill-promoter'}
            style={{
              left: `${scorePercent(Math.min(0, score))}%`,
              width: `${Math.abs(score) / 2}%`,
            }}
          />
          <i
            class="breakdown-range"
            style={{ left: `${scorePercent(low)}%`, width: `${(high - low) / 2}%` }}
          />
        </div>
      </td>
      <td role="cell">
        <b>{formats.whole(score)}</b>
        <span class="breakdown-sub">
          {messages.trend.span(formats.whole(low), formats.whole(high))}
        </span>
      </td>
    </tr>
  );
}

/** The values of one dimension, most responses first. */
type BreakdownGroup = {
  by: Dimension;
  heading: string;
  rows: { value: string; name: string; figures: Figures }[];
};

const dimensions: readonly Dimension[] = ['moment', 'locale', 'device', 'channel'];

/** Groups the breakdown by dimension. Values and dimensions without responses are left out. */
export function groupBreakdown(
  breakdown: Aggregate['breakdown'],
  language: Language,
): BreakdownGroup[] {
  return dimensions.flatMap((by) => {
    const rows = breakdown
      .filter((row) => row.by === by && row.responses > 0)
      .map((row) => ({ value: row.value, name: nameOf(by, row.value, language), figures: row }))
      .toSorted((one, other) => other.figures.responses - one.figures.responses);
    if (rows.length === 0) return [];
    return [{ by, heading: language.messages.breakdown.dimensions[by], rows }];
  });
}

/** The name of a value. A value without one, such as a shop's own moment, is shown as it is. */
function nameOf(by: Dimension, value: string, { messages, formats }: Language): string {
  const { unknown, values } = messages.breakdown;
  if (value === '' || value === 'unknown' || value === 'und') return unknown;
  const name = by === 'locale' ? formats.languageName(value) : values[by][value];
  return capitalise(name ?? value.replaceAll(/[-_]/g, ' '));
}

function capitalise(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
