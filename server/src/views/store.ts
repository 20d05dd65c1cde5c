import type { CustomerView } from '@nines/shared/wire/customer';
import type { Filter } from '@nines/shared/wire/filters';
import type { Sql } from '../database/sql.ts';
import { rowsStatement, type ValueColumn, type ValueType } from '../database/rows.ts';
import { matchFilters, type Person } from '../responses/find.ts';

/** A view as stored: the prompt was seen or, if `kind` is `order`, an order page. */
export type ViewRecord = {
  shop: number;
  survey: number;
  id: string;
  kind: string;
  /** ISO date-time in UTC. */
  viewedAt: string;
  /** The day of `viewedAt` in the shop's time zone. */
  day: string;
  moment: string;
  channel: string;
  device: string;
  locale: string | null;
  orderId: string | null;
  orderValue: number | null;
  orderCurrency: string | null;
  customer: string | null;
  /** The hash of the e-mail address, where `customer` is not that hash already. */
  emailRef: string | null;
};

const columns: Record<keyof ViewRecord, [name: string, type: ValueType]> = {
  shop: ['shop_id', 'bigint'],
  survey: ['survey_id', 'bigint'],
  id: ['id', 'uuid'],
  kind: ['kind', 'text'],
  viewedAt: ['viewed_at', 'timestamptz'],
  day: ['day', 'date'],
  moment: ['moment', 'text'],
  channel: ['channel', 'text'],
  device: ['device', 'text'],
  locale: ['locale', 'text'],
  orderId: ['order_id', 'text'],
  orderValue: ['order_value', 'numeric'],
  orderCurrency: ['order_currency', 'text'],
  customer: ['customer_ref', 'text'],
  emailRef: ['email_ref', 'text'],
};
const fields = Object.keys(columns) as (keyof ViewRecord)[];

const insert = rowsStatement<ViewRecord, Pick<ViewRecord, 'shop' | 'id'>>({
  columns: fields.map((field): ValueColumn<ViewRecord> => ({
    type: columns[field][1],
    valueOf: (view) => view[field],
  })),
  text: (rows) => `
    insert into views (${fields.map((field) => columns[field][0]).join(', ')}) values ${rows}
    on conflict do nothing returning shop_id as shop, id`,
});

/** Inserts the views that are new, in the order of their ids, and returns their keys. */
export function insertViews(
  transaction: Sql,
  views: readonly ViewRecord[],
): Promise<Pick<ViewRecord, 'shop' | 'id'>[]> {
  return insert(
    transaction,
    views.toSorted((one, other) => one.shop - other.shop || (one.id < other.id ? -1 : 1)),
  );
}

/**
 * Views of the prompt. `days`: rows of the day's number from `from` and the count. `values`: rows of dimension,
 * value and count.
 */
export type ViewCounts = { days: [number, number][]; values: [string, string, number][] };

/** Counts views one by one. Both days are included. `dimensions` must be dimensions of views. */
export async function countViews(
  sql: Sql,
  opts: {
    shop: number;
    surveys: readonly number[];
    from: string;
    to: string;
    filters: readonly Filter[];
  },
  dimensions: readonly string[],
): Promise<ViewCounts> {
  const { shop, surveys, from, to, filters } = opts;
  const [row] = await sql<
    [{ days: ViewCounts['days'] | null; values: ViewCounts['values'] | null }]
  >`
    with chosen as materialized (
      select day, moment, locale, device, channel from views
      where shop_id = ${shop} and survey_id = any(${[...surveys]}::bigint[])
        and day between ${from}::date and ${to}::date and kind = 'prompt'
        ${matchFilters(sql, filters, 'segments')}
    )
    select
      (select json_agg(json_build_array(number, n)) from (
        select day - ${from}::date as number, count(*)::int as n from chosen group by day
      ) as days) as days,
      (select json_agg(json_build_array(dimension, value, n)) from (
        select null::text as dimension, null::text as value, 0 as n where false
        ${
          dimensions.length === 0
            ? sql``
            : dimensions.map(
                (dimension) => sql`
            union all select ${dimension}::text, ${sql(dimension)}, count(*)::int from chosen
            where ${sql(dimension)} is not null group by ${sql(dimension)}`,
              )
        }
      ) as values) as values`;
  return { days: row.days ?? [], values: row.values ?? [] };
}

type Row = Omit<CustomerView, 'order' | 'viewedAt'> &
  Pick<ViewRecord, 'orderId' | 'orderValue' | 'orderCurrency'> & { at: Date };

/** What finds a person's views. */
export type ViewsOf = Pick<Person, 'refs' | 'linked'> & {
  /** The ids of their orders. Views of these that name no customer are theirs too. */
  orders: readonly string[];
};

function whereSeenBy(sql: Sql, shop: number, { refs, linked, orders }: ViewsOf) {
  return sql`
    where shop_id = ${shop} and (customer_ref = any(${[...refs, ...linked]}::text[])
      or email_ref = any(${[...refs]}::text[])
      or (customer_ref is null and order_id = any(${[...orders]}::text[])))`;
}

/** The hashes of the e-mail addresses that views with these hashes carry. */
export async function listEmailRefsOfViews(
  sql: Sql,
  shop: number,
  refs: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ ref: string }[]>`
    select distinct email_ref as ref from views
    where shop_id = ${shop} and customer_ref = any(${[...refs]}) and email_ref is not null`;
  return rows.map(({ ref }) => ref);
}

/** The ids of the orders in the views with these hashes. */
export async function listOrdersOfViews(
  sql: Sql,
  shop: number,
  { refs, linked }: Pick<Person, 'refs' | 'linked'>,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select distinct order_id as id from views
    ${whereSeenBy(sql, shop, { refs, linked, orders: [] })} and order_id is not null`;
  return rows.map(({ id }) => id);
}

/** A person's views, newest first. */
export async function listViewsOf(
  sql: Sql,
  shop: number,
  of: ViewsOf,
  limit: number,
): Promise<CustomerView[]> {
  const rows = await sql<Row[]>`
    select id, kind, viewed_at as at, moment, channel, device, locale, order_id as "orderId",
      order_value::float8 as "orderValue", order_currency as "orderCurrency"
    from views ${whereSeenBy(sql, shop, of)}
    order by viewed_at desc, id desc limit ${limit}`;
  return rows.map(({ at, orderId, orderValue, orderCurrency, ...row }) => ({
    ...row,
    viewedAt: at.toISOString(),
    order: orderId === null ? null : { id: orderId, value: orderValue, currency: orderCurrency },
  }));
}

/** SQL: clears the personal columns of a view. The view itself stays, because it is counted. */
const cleared =
  'customer_ref = null, email_ref = null, order_id = null, order_value = null, order_currency = null';

/** Erases a person from the shop's views. Returns how many views they had. */
export async function erasePersonFromViews(sql: Sql, shop: number, of: ViewsOf): Promise<number> {
  const rows = await sql`
    update views set ${sql.unsafe(cleared)} ${whereSeenBy(sql, shop, of)} returning id`;
  return rows.length;
}

/** Erases personal data in up to `limit` of the shop's views from before a time. Returns how many it changed. */
export async function eraseOldViews(
  sql: Sql,
  opts: { shop: number; before: Date; limit: number },
): Promise<number> {
  const rows = await sql`
    update views set ${sql.unsafe(cleared)}
    where shop_id = ${opts.shop} and id = any(array(
      select id from views
      where shop_id = ${opts.shop} and viewed_at < ${opts.before}
        and (customer_ref is not null or order_id is not null)
      order by viewed_at limit ${opts.limit}))
    returning id`;
  return rows.length;
}

const selected = fields
  .map((field) => {
    const [name, type] = columns[field];
    if (type === 'numeric') return `${name}::float8 as "${field}"`;
    return type === 'timestamptz' ? `${name}::text as "${field}"` : `${name} as "${field}"`;
  })
  .join(', ');

/** The shop's views after an id, by id, locked until the transaction ends. */
export function lockViewsInOrder(
  transaction: Sql,
  shop: number,
  after: string,
  limit: number,
): Promise<ViewRecord[]> {
  return transaction<ViewRecord[]>`
    select ${transaction.unsafe(selected)} from views
    where shop_id = ${shop} and id > ${after}::uuid order by id limit ${limit} for update`;
}

const move = rowsStatement<ViewRecord>({
  columns: [
    { type: 'uuid', valueOf: ({ id }) => id },
    { type: 'date', valueOf: ({ day }) => day },
  ],
  text: (rows) => `update views w set day = v.day from (values ${rows}) as v (id, day)
    where w.shop_id = $1::bigint and w.id = v.id`,
  fixed: 1,
});

/** Changes the day by which views are counted. The caller has locked them. */
export async function moveViews(
  transaction: Sql,
  shop: number,
  views: readonly ViewRecord[],
): Promise<void> {
  await move(transaction, views, [shop]);
}
