import {
  channels,
  customerRefPattern,
  devices,
  localeSchema,
  type Device,
} from '@nines/shared/wire/fields';
import {
  booleanFields,
  numberFields,
  type ImportField,
  type ImportQuery,
} from '@nines/shared/wire/import';
import { wrongField } from '../http/problems.ts';
import { withoutGuards } from '../responses/formula-guard.ts';
import { instantAt } from '../time/zones.ts';
import type { Columns } from './columns.ts';

type Cells = Partial<Record<ImportField, string>>;
type Parts = readonly (string | undefined)[];

const isoDate =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(UTC|GMT|Z|[+-]\d{2}:?\d{2})?$/i;
const numericDate = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * A row of a CSV as the object that a line of NDJSON would hold. It is not checked yet. Throws 422 for a
 * cell that cannot be read.
 */
export function readRow(
  record: readonly string[],
  columns: Columns,
  { timezone, dates }: { timezone: string; dates: ImportQuery['dates'] },
): Record<string, unknown> {
  if (record.some((cell) => cell.includes('\uFFFD'))) {
    throw wrongField('', 'is not UTF-8: save the file as "CSV UTF-8"');
  }
  const textAt = (index: number) => cellText(record[index] ?? '', columns);
  const cells: Cells = {};
  for (const { field, index } of columns.fields) {
    const text = textAt(index);
    if (text !== '') cells[field] = text;
  }
  return {
    ...cells,
    ...readEach(cells, numberFields, numberOf),
    ...readEach(cells, booleanFields, (text) => text.toLowerCase() === 'true'),
    expectation: cells.expectation?.toLowerCase(),
    device: deviceOf(cells.device),
    answeredAt: dateOf(cells.answeredAt, timezone, dates),
    reasons: cells.reasons?.split(/\s*[;|,]\s*/).filter(Boolean),
    channel: channelOf(cells.channel),
    locale: localeOf(cells.locale),
    order: orderOf(cells),
    customer: isReference(cells.customer) ? cells.customer : customerOf(cells),
    properties: propertiesOf(cells.properties, columns, textAt),
  };
}

/** Those of the given fields that have a cell, each read in the same way. */
function readEach(cells: Cells, fields: readonly ImportField[], read: (text: string) => unknown) {
  const filled = fields.filter((field) => cells[field] !== undefined);
  return Object.fromEntries(filled.map((field) => [field, read(cells[field]!)]));
}

/**
 * A cell without the apostrophes that an export puts before formulas. Other programs put one at the beginning of a
 * cell only, if at all.
 */
function cellText(cell: string, { isExport }: Pick<Columns, 'isExport'>): string {
  if (!isExport) return /^'+[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell.trim();
  const text = withoutGuards(cell);
  return text === cell ? cell.trim() : text;
}

/**
 * The number in a cell. Other text is given back as it is, so that the check reports it. So is `1,234`,
 * which can be a thousand or a fraction.
 */
function numberOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const number = /,\d{3}$/.test(text) ? Number.NaN : Number(text.replace(',', '.'));
  return Number.isFinite(number) ? number : text;
}

/** The channel, or `undefined` for one of another vendor's. */
function channelOf(text: string | undefined): string | undefined {
  const channel = text?.toLowerCase();
  return channels.find((each) => each === channel);
}

/** The kind of device. Other vendors write its make or its system. */
function deviceOf(text: string | undefined): Device | undefined {
  if (text === undefined) return undefined;
  const name = text.toLowerCase();
  if (/ipad|tablet/.test(name)) return 'tablet';
  if (/phone|mobile|android|ios\b/.test(name)) return 'phone';
  if (/desktop|computer|laptop|windows|mac/.test(name)) return 'desktop';
  return devices.find((each) => each === name) ?? 'other';
}

/** A language tag. Other text, such as the name of a language, is left out and the row is kept. */
function localeOf(text: string | undefined): string | undefined {
  const { success, data } = localeSchema.safeParse(text?.replaceAll('_', '-'));
  return success ? data : undefined;
}

/** Whether a cell holds a customer's hash, as in our own export. */
function isReference(customer: string | undefined): boolean {
  return customer !== undefined && customerRefPattern.test(customer);
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
  columns: Columns,
  textAt: (index: number) => string,
): unknown {
  let properties: unknown = {};
  if (json !== undefined) {
    try {
      properties = JSON.parse(json);
    } catch {
      throw wrongField('properties', 'is not JSON');
    }
  }
  const kept = columns.properties
    .map(({ name, index }) => [name, textAt(index)] as const)
    .filter(([, value]) => value !== '');
  const all = { ...(properties as object), ...Object.fromEntries(kept) };
  return Object.keys(all).length > 0 ? all : undefined;
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

/**
 * Reads a date as exports write it: an ISO date with or without a time or an offset, seconds or
 * milliseconds since 1970, and with `order` also 31/12/2026 or 12/31/2026. A date without an offset is
 * of the shop's time zone. A date without a time is at noon, so that the day stays the same when the
 * shop later moves to another zone. Gives an ISO date-time in UTC, or `undefined` for anything else.
 */
function readDate(
  text: string,
  timezone: string,
  order: 'dmy' | 'mdy' | undefined,
): string | undefined {
  if (/^\d{10}$/.test(text)) return toIso(Number(text) * 1_000);
  if (/^\d{13}$/.test(text)) return toIso(Number(text));
  const match = isoDate.exec(text);
  if (match) {
    const [, year, month, day, ...time] = match;
    return atTime([year, month, day], time, timezone);
  }
  const [, one, other, year, ...time] = (order && numericDate.exec(text)) || [];
  if (year === undefined) return undefined;
  return atTime(order === 'dmy' ? [year, other, one] : [year, one, other], time, timezone);
}

function atTime(date: Parts, time: Parts, timezone: string): string | undefined {
  const [year, month, day] = date.map(Number);
  const [hour = '12', minute = '0', second = '0', fraction = '0', offset] = time;
  const local = Date.UTC(year!, month! - 1, day, Number(hour), Number(minute), Number(second));
  // Date.UTC accepts 31 April and gives 1 May.
  const read = new Date(local);
  if (read.getUTCDate() !== day || read.getUTCMonth() + 1 !== month) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const milliseconds = Math.floor(Number(`0.${fraction}`) * 1_000);
  const instant =
    offset === undefined ? instantAt(timezone, local) : local - offsetMinutes(offset) * 60_000;
  return toIso(instant + milliseconds);
}

function offsetMinutes(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
}

function toIso(instant: number): string | undefined {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
