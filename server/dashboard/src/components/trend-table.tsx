import type { TrendPoint } from '../trend-points.ts';
import { useVoice } from '../voice-context.ts';
import './trend-table.css';

/** The chart's figures as a table. */
export function TrendTable({ points }: { points: readonly TrendPoint[] }) {
  const { words, formats } = useVoice();
  return (
    <details class="trend-table">
      <summary class="soft">{words.trend.table}</summary>
      <table>
        <thead>
          <tr>
            {words.trend.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map(({ start, name, score, interval, responses }) => (
            <tr key={start}>
              <th scope="row">{name}</th>
              <td>{score === null ? '–' : formats.whole(score)}</td>
              <td>
                {interval === null
                  ? '–'
                  : words.trend.span(formats.whole(interval[0]), formats.whole(interval[1]))}
              </td>
              <td>{formats.whole(responses)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
