import { stringify } from 'csv-stringify/sync';
import type { ResponsesQuery } from '@nines/shared/wire/response';
import { encodeId } from '../id.ts';
import type { Row } from './present.ts';

/** The columns of a CSV, in order. An import takes the same. */
const cells: Record<string, (row: Row) => unknown> = {
  id: ({ id }) => id,
  survey: ({ survey }) => encodeId(survey),
  answeredAt: ({ at }) => at,
  score: ({ score }) => score,
  comment: ({ comment }) => comment,
  reasons: ({ reasons }) => reasons.join(';'),
  effort: ({ effort }) => effort,
  expectation: ({ expectation }) => expectation,
  moment: ({ moment }) => moment,
  channel: ({ channel }) => channel,
  device: ({ device }) => device,
  locale: ({ locale }) => locale,
  url: ({ url }) => url,
  verified: ({ verified }) => String(verified),
  orderId: ({ orderId }) => orderId,
  orderValue: ({ orderValue }) => orderValue,
  orderCurrency: ({ orderCurrency }) => orderCurrency,
  customer: ({ customer }) => customer,
  replyTo: ({ replyTo }) => replyTo,
  properties: ({ properties }) =>
    Object.keys(properties).length > 0 ? JSON.stringify(properties) : null,
  revision: ({ revision }) => revision,
};
const makers = Object.values(cells);
const delimiters = { comma: ',', semicolon: ';', tab: '\t' } as const;

/**
 * The first line, after a byte order mark: without one Excel reads UTF-8 as something else, and what
 * reads CSV by program knows to skip it.
 */
export function csvHead(delimiter: ResponsesQuery['delimiter']): string {
  return `\uFEFF${stringify([Object.keys(cells)], optionsFor(delimiter))}`;
}

/**
 * Lines of a CSV by RFC 4180. A cell that a spreadsheet would take for a formula begins with an
 * apostrophe (OWASP, "CSV Injection"): a comment is a stranger's text.
 */
export function csvLines(rows: readonly Row[], delimiter: ResponsesQuery['delimiter']): string {
  return stringify(
    rows.map((row) => makers.map((make) => keepApostrophe(make(row)))),
    optionsFor(delimiter),
  );
}

/** So that an import takes off what was put on, and no apostrophe that was there before. */
function keepApostrophe(cell: unknown): unknown {
  return typeof cell === 'string' && /^'+[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell;
}

function optionsFor(delimiter: ResponsesQuery['delimiter']) {
  return {
    delimiter: delimiters[delimiter],
    escape_formulas: true,
    record_delimiter: 'windows',
  } as const;
}
