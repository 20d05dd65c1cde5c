import { channels, devices, localeSchema, type Device } from '@nines/shared/wire/fields';
import type { ImportField, ImportQuery } from '@nines/shared/wire/import';
import { wrongField } from '../http/problem.ts';
import type { Columns } from './columns.ts';
import { readDate } from './read-date.ts';

type Cells = Partial<Record<ImportField, string>>;

/**
 * A row of a CSV as a line of NDJSON would say it, still to be checked. Throws 422 for a cell that
 * cannot be read.
 */
export function readRow(
  record: readonly string[],
  { fields, properties }: Columns,
  { timezone, dates }: { timezone: string; dates: ImportQuery['dates'] },
): Record<string, unknown> {
  if (record.some((cell) => cell.includes('\uFFFD'))) {
    throw wrongField('', 'is not UTF-8: save the file as "CSV UTF-8"');
  }
  const cells: Cells = {};
  for (const { field, index } of fields) {
    const text = plain(record[index] ?? '');
    if (text !== '') cells[field] = text;
  }
  const { id, survey, score, comment, expectation, moment, device, url, customer, replyTo } = cells;
  return {
    id,
    survey,
    score: numberOf(score),
    comment,
    expectation: expectation?.toLowerCase(),
    moment,
    device: deviceOf(device),
    url,
    replyTo,
    answeredAt: dateOf(cells.answeredAt, timezone, dates),
    reasons: cells.reasons?.split(/\s*[;|,]\s*/).filter(Boolean),
    effort: numberOf(cells.effort),
    channel: channelOf(cells.channel),
    locale: localeOf(cells.locale),
    verified: cells.verified === undefined ? undefined : cells.verified.toLowerCase() === 'true',
    order: orderOf(cells),
    customer: isReference(customer) ? customer : customerOf(cells),
    properties: propertiesOf(cells.properties, record, properties),
    revision: numberOf(cells.revision),
  };
}

/** What an export puts before a cell that would be a formula is taken off again. */
function plain(cell: string): string {
  const text = cell.trim();
  return /^'+[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : text;
}

/**
 * A number where there is one; what is none is left for the check to name, and so is what may be a
 * thousand or one and some thousandths.
 */
function numberOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const number = /,\d{3}$/.test(text) ? Number.NaN : Number(text.replace(',', '.'));
  return Number.isFinite(number) ? number : text;
}

function dateOf(
  text: string | undefined,
  timezone: string,
  dates: ImportQuery['dates'],
): string | undefined {
  const date = text === undefined ? undefined : readDate(text, timezone, dates);
  if (text !== undefined && date === undefined) {
    throw wrongField(
      'answeredAt',
      `"${text.slice(0, 40)}" is not a date such as 2026-12-31 or 2026-12-31 14:05 (for 31/12/2026 say dates=dmy)`,
    );
  }
  return date;
}

/** A way that we do not know, such as another vendor's, is none of ours. */
function channelOf(text: string | undefined): string | undefined {
  const channel = text?.toLowerCase();
  return channels.find((known) => known === channel);
}

/** Others call a phone by its make or system. */
function deviceOf(text: string | undefined): Device | undefined {
  if (text === undefined) return undefined;
  const name = text.toLowerCase();
  if (/ipad|tablet/.test(name)) return 'tablet';
  if (/phone|mobile|android|ios\b/.test(name)) return 'phone';
  if (/desktop|computer|laptop|windows|mac/.test(name)) return 'desktop';
  return devices.find((known) => known === name) ?? 'other';
}

/** A tag; the name of a language, as some write it, is left out and keeps no answer away. */
function localeOf(text: string | undefined): string | undefined {
  const { success, data } = localeSchema.safeParse(text?.replaceAll('_', '-'));
  return success ? data : undefined;
}

/** As our own export has it. */
function isReference(customer: string | undefined): boolean {
  return customer !== undefined && /^[0-9a-f]{32}$/.test(customer);
}

function orderOf({ orderId, orderValue, orderCurrency }: Cells): object | undefined {
  return orderId === undefined
    ? undefined
    : { id: orderId, value: numberOf(orderValue), currency: orderCurrency };
}

function customerOf({ customer, customerId: id = customer, email }: Cells): object | undefined {
  return id === undefined && email === undefined ? undefined : { id, email };
}

function propertiesOf(
  json: string | undefined,
  record: readonly string[],
  columns: Columns['properties'],
): unknown {
  let properties: unknown = {};
  if (json !== undefined) {
    try {
      properties = JSON.parse(json);
    } catch {
      throw wrongField('properties', 'is not JSON');
    }
  }
  const kept = columns
    .map(({ name, index }) => [name, plain(record[index] ?? '')] as const)
    .filter(([, value]) => value !== '');
  const all = { ...(properties as object), ...Object.fromEntries(kept) };
  return Object.keys(all).length > 0 ? all : undefined;
}
