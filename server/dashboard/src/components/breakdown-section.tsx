import type { Aggregate } from '@nines/shared/wire/aggregate';
import { groupBreakdown } from '../group-breakdown.ts';
import { useVoice } from '../voice-context.ts';
import { BreakdownRow } from './breakdown-row.tsx';
import './breakdown-section.css';

/**
 * The score by moment, language, device and channel, each with its interval. The roles repeat what
 * the elements are, for browsers that forget it once a narrow screen lays the table out as a grid.
 */
export function BreakdownSection({ breakdown }: { breakdown: Aggregate['breakdown'] }) {
  const voice = useVoice();
  const { words } = voice;
  const [name, axis, nps] = words.breakdown.columns;
  return (
    <section class="section">
      <div class="section-words">
        <h2>{words.breakdown.heading}</h2>
        <p>{words.breakdown.note}</p>
      </div>
      <table class="breakdown" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {name}
            </th>
            <th role="columnheader" scope="col" class="breakdown-axis">
              <span class="unseen">{axis}</span>
              <span aria-hidden="true">−100</span>
              <span aria-hidden="true">0</span>
              <span aria-hidden="true">100</span>
            </th>
            <th role="columnheader" scope="col">
              {nps}
            </th>
          </tr>
        </thead>
        {groupBreakdown(breakdown, voice).map(({ by, heading, rows }) => (
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
