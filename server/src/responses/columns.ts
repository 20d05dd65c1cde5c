import type { StoredResponse } from '@nines/shared/wire/response';
import { encodeId } from '../database/ids.ts';
import type { ValueColumn, ValueType } from '../database/rows.ts';

/** What the server knows about one field of a response. */
type Column<Value> = {
  /** Its column of the table `responses`. */
  name: string;
  type: ValueType;
  /** Whether it may identify the person or holds their words. Erasure and retention clear it. */
  isPersonal: boolean;
  /** Whether later revisions leave it unchanged. */
  isFixed: boolean;
  /** Whether it is left out of exports. */
  isInternal: boolean;
  /** The dimension of the rollups in which it is counted. `property` stands for one dimension for each segment. */
  dimension: string | undefined;
  /** Never set. It only carries the type of the value. */
  value?: Value;
};

type About = { personal?: true; fixed?: true; internal?: true; dimension?: string };

function column<Value>(name: string, type: ValueType, about: About = {}): Column<Value> {
  return {
    name,
    type,
    isPersonal: about.personal === true,
    isFixed: about.fixed === true,
    isInternal: about.internal === true,
    dimension: about.dimension,
  };
}

type Properties = StoredResponse['properties'];

/**
 * All stored fields of a response, in the order of an export's columns. The record, the statements that insert,
 * update, read and erase, the exports and the counts follow from this list. Times are ISO date-times in UTC.
 */
export const columns = {
  shop: column<number>('shop_id', 'bigint', { fixed: true, internal: true }),
  id: column<string>('id', 'uuid', { fixed: true }),
  survey: column<number>('survey_id', 'bigint', { fixed: true }),
  answeredAt: column<string>('answered_at', 'timestamptz', { fixed: true }),
  /** The day of `answeredAt` in the shop's time zone: the rollups count by it. */
  day: column<string>('day', 'date', { fixed: true, internal: true }),
  score: column<number>('score', 'smallint'),
  comment: column<string | null>('comment', 'text', { personal: true }),
  /** Whether the shopper lets the shop quote the comment publicly. */
  quotable: column<boolean>('quotable', 'boolean'),
  reasons: column<readonly string[] | null>('reasons', 'text[]', { dimension: 'reason' }),
  effort: column<number | null>('effort', 'smallint', { dimension: 'effort' }),
  expectation: column<string | null>('expectation', 'text', { dimension: 'expectation' }),
  moment: column<string>('moment', 'text', { dimension: 'moment' }),
  channel: column<string>('channel', 'text', { dimension: 'channel' }),
  device: column<string>('device', 'text', { dimension: 'device' }),
  locale: column<string | null>('locale', 'text', { dimension: 'locale' }),
  url: column<string | null>('url', 'text', { personal: true }),
  /** Whether the order carried the shop's signature. */
  verified: column<boolean>('verified', 'boolean', { dimension: 'verified' }),
  /** Whether the shop trusts it: it is verified, or came through the private API. */
  trusted: column<boolean>('trusted', 'boolean', { internal: true }),
  orderId: column<string | null>('order_id', 'text', { personal: true }),
  orderValue: column<number | null>('order_value', 'numeric', { personal: true }),
  orderCurrency: column<string | null>('order_currency', 'text', { personal: true }),
  customer: column<string | null>('customer_ref', 'text', { personal: true }),
  /** The hash of the e-mail address, where `customer` is not that hash already. */
  emailRef: column<string | null>('email_ref', 'text', { personal: true, internal: true }),
  /** The hashes that earlier revisions carried, so that an erasure finds the answer by them too. */
  formerRefs: column<readonly string[] | null>('former_refs', 'text[]', {
    personal: true,
    internal: true,
  }),
  replyTo: column<string | null>('reply_to', 'text', { personal: true }),
  properties: column<Properties | null>('properties', 'jsonb', { personal: true }),
  /** The values of the survey's segments under which the response is counted. */
  segments: column<Readonly<Record<string, string>> | null>('segments', 'jsonb', {
    internal: true,
    dimension: 'property',
  }),
  /** Whether the shop is only trying out its tag. A test is never counted. */
  test: column<boolean>('test', 'boolean', { fixed: true }),
  revision: column<number>('revision', 'integer'),
  /** When a later revision last changed it. */
  updatedAt: column<string | null>('updated_at', 'timestamptz', { internal: true }),
};

export type Field = keyof typeof columns;

/** A response as stored. A missing value is `null`. */
export type ResponseRecord = {
  [Name in Field]: (typeof columns)[Name] extends Column<infer Value> ? Value : never;
};

export const fields = Object.keys(columns) as Field[];
export const personalFields = fields.filter((field) => columns[field].isPersonal);

/** The response without anything personal, as an erasure leaves it. */
export function withoutPerson(record: ResponseRecord): ResponseRecord {
  return { ...record, ...Object.fromEntries(personalFields.map((field) => [field, null])) };
}

/** The columns of a statement that writes whole records. */
export const recordValues: readonly ValueColumn<ResponseRecord>[] = valuesOf(fields);

export function valuesOf(some: readonly Field[]): ValueColumn<ResponseRecord>[] {
  return some.map((field) => ({
    type: columns[field].type,
    valueOf: (record) => record[field],
  }));
}

/** SQL: all columns of a row of `responses`, named as the fields of a `ResponseRecord`. */
export const selectRecord = fields
  .map((field) => `${readable(columns[field])} as "${field}"`)
  .join(', ');

/** Times have microseconds, because a cursor with rounded times would skip rows. */
export function readable({ name, type }: Pick<Column<unknown>, 'name' | 'type'>): string {
  if (type === 'numeric') return `${name}::float8`;
  return type === 'timestamptz'
    ? `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
    : name;
}

/** The response as the API shows it. */
export function present(record: ResponseRecord): StoredResponse {
  const { shop: _, day: _day, trusted: _trusted, segments: _segments, ...stored } = record;
  const { emailRef: _email, formerRefs: _former, updatedAt: _updatedAt, ...others } = stored;
  const { orderId, orderValue, orderCurrency, ...shown } = others;
  return {
    ...(shown as Omit<StoredResponse, 'survey' | 'reasons' | 'order' | 'properties'>),
    survey: encodeId(shown.survey),
    // A record that was just stored has milliseconds, one that was read has microseconds.
    answeredAt: shown.answeredAt.replace(/(\.\d{3})Z$/, '$1000Z'),
    reasons: [...(shown.reasons ?? [])],
    order: orderId === null ? null : { id: orderId, value: orderValue, currency: orderCurrency },
    properties: shown.properties ?? {},
  };
}
