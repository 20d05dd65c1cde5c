-- The second hash of a person who gave both an id and an e-mail address, so that either finds them. Where the
-- address is all that is known, customer_ref is its hash already, and this stays empty.
alter table responses add column email_ref text;
-- The hashes that earlier revisions of the answer carried and its last one does not. Nearly always empty.
alter table responses add column former_refs text[];

create index responses_email on responses (shop_id, email_ref) where email_ref is not null;
create index responses_former on responses using gin (former_refs) where former_refs is not null;

alter table views add column email_ref text;
create index views_email on views (shop_id, email_ref) where email_ref is not null;
-- Erasing an answer erases the views of its order, which name no customer.
create index views_order on views (shop_id, order_id) where order_id is not null;

-- Who must be sent no surveys although they are erased from the address list: only the keyed hash of the address.
create table suppressions (
  shop_id bigint not null,
  email_ref text not null,
  kind text not null check (kind in ('unsubscribed', 'bounced')),
  at timestamptz not null,
  primary key (shop_id, email_ref, kind)
);

-- The secrets of the customers' hashes, the oldest first. A new one hashes what the ones before it gave.
alter table shops add column customer_secrets text[];
update shops set customer_secrets = array[customer_secret];
alter table shops alter column customer_secrets set not null;
alter table shops drop column customer_secret;
-- From when on stored hashes are made again by the last secret. Empty when none is left to do.
alter table shops add column customers_rehash_at timestamptz;
create index shops_rehash on shops (customers_rehash_at) where customers_rehash_at is not null;
