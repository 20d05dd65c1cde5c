import type { Sql } from 'postgres';

/** A state of a response between two changes of its row. */
export type Standing = {
  id: string;
  revision: number;
  score: number;
  moment: string;
  locale: string | null;
  order_id: string | null;
  verified: boolean;
};

/** One change of a row of responses: `before` is null where it was inserted, `after` where deleted. */
export type Change = {
  /** In milliseconds since 1970. */
  at: number;
  transaction: string;
  before: Standing | null;
  after: Standing | null;
};

/**
 * Adds a trigger that records each change of a response, in the transaction that makes it. The lock of a row is
 * held until the commit, so the changes of one row, one id and one order are recorded in the order in which
 * they happened.
 */
export async function keepHistory(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create table history (seq bigserial primary key, at timestamptz not null default clock_timestamp(),
      transaction text not null default pg_current_xact_id()::text, shop_id bigint not null,
      before jsonb, after jsonb);
    create function note_change() returns trigger language plpgsql as $$
    begin
      insert into history (shop_id, before, after) values (coalesce(new.shop_id, old.shop_id),
        case when old.id is not null then to_jsonb(old.*) end,
        case when new.id is not null then to_jsonb(new.*) end);
      return null;
    end $$;
    create trigger note_change after insert or update or delete on responses
      for each row execute function note_change()`);
}

/** All changes of a shop's responses, oldest first. */
export async function readHistory(sql: Sql, shopId: number): Promise<Change[]> {
  return sql<Change[]>`
    select extract(epoch from at)::float8 * 1000 as at, transaction, before, after
    from history where shop_id = ${shopId} order by seq`;
}
