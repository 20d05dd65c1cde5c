-- Every primary key and unique constraint begins with the shop: one shop's data is another's secret,
-- and Citus can distribute the three large tables by shop_id as they stand (select
-- create_distributed_table('responses', 'shop_id'), and so on; shops, keys and surveys as reference
-- tables). For the same reason: no triggers, and no foreign keys from the large tables. Run the server
-- with WRITE_FORM=values there: Citus gathers the batch of a statement that selects from JSON on one
-- node first, while rows and counts as plain VALUES go straight to their shards.

create table shops (
  id bigint primary key,
  name text not null,
  origins text[] not null,
  timezone text not null,
  currency text not null,
  locale text not null,
  signing_secret text not null,
  -- Keys the hash that customers are known by; never leaves the server.
  customer_secret text not null,
  -- Whether anybody may see the shop's score, on its badge.
  badge boolean not null default false,
  -- How long what is personal is kept; null: for ever.
  retention_days integer check (retention_days between 1 and 3650),
  created_at timestamptz not null default now()
);

create table keys (
  shop_id bigint not null references shops,
  id bigint not null,
  kind text not null check (kind in ('public', 'secret')),
  -- A public key itself; of a secret key only its SHA-256, for 256 random bits cannot be guessed.
  token text not null,
  created_at timestamptz not null default now(),
  primary key (shop_id, id),
  unique (shop_id, token)
);

create table surveys (
  shop_id bigint not null references shops,
  id bigint not null,
  settings jsonb not null,
  created_at timestamptz not null default now(),
  primary key (shop_id, id)
);

create table responses (
  shop_id bigint not null,
  survey_id bigint not null,
  id uuid not null,
  answered_at timestamptz not null,
  -- The day in the shop's time zone: what rollups count by.
  day date not null,
  revision integer not null,
  score smallint not null check (score between 0 and 10),
  effort smallint check (effort between 1 and 7),
  verified boolean not null,
  moment text not null,
  channel text not null,
  device text not null,
  locale text,
  expectation text,
  comment text,
  reasons text[],
  url text,
  order_id text,
  order_value numeric,
  order_currency text,
  customer_ref text,
  reply_to text,
  properties jsonb,
  -- The properties that count as segments, as they were counted, so that a later revision takes back
  -- exactly that.
  segments jsonb,
  -- When a later revision last changed it; what was never changed costs no index entry.
  updated_at timestamptz,
  primary key (shop_id, id)
);

-- One response for each survey and order: the first stands.
create unique index responses_order on responses (shop_id, survey_id, order_id)
  where order_id is not null;

-- Newest first, for lists and exports.
create index responses_answered on responses (shop_id, answered_at desc, id desc);

create index responses_updated on responses (shop_id, updated_at) where updated_at is not null;

-- Answers with a signed order, where the rollups do not hold what is asked.
create index responses_verified on responses (shop_id, survey_id, day) where verified;

-- All of one person, to show or to erase it.
create index responses_customer on responses (shop_id, customer_ref) where customer_ref is not null;
create index responses_reply_to on responses (shop_id, lower(reply_to)) where reply_to is not null;

create table views (
  shop_id bigint not null,
  survey_id bigint not null,
  id uuid not null,
  kind text not null,
  viewed_at timestamptz not null,
  day date not null,
  moment text not null,
  channel text not null,
  device text not null,
  locale text,
  order_id text,
  order_value numeric,
  order_currency text,
  customer_ref text,
  primary key (shop_id, id)
);

create index views_customer on views (shop_id, customer_ref) where customer_ref is not null;

-- Views are counted by two dimensions at once from the table itself, as responses are.
create index views_day on views (shop_id, survey_id, day);

-- Counts of responses by score, and of views, for each survey, dimension, day and value. The
-- dimension '' with the value '' counts all. Rows are updated in place again and again, so half of
-- each page is left free for that (HOT updates).
create table rollups (
  shop_id bigint not null,
  survey_id bigint not null,
  dimension text not null,
  day date not null,
  value text not null,
  c0 integer not null default 0,
  c1 integer not null default 0,
  c2 integer not null default 0,
  c3 integer not null default 0,
  c4 integer not null default 0,
  c5 integer not null default 0,
  c6 integer not null default 0,
  c7 integer not null default 0,
  c8 integer not null default 0,
  c9 integer not null default 0,
  c10 integer not null default 0,
  views integer not null default 0,
  primary key (shop_id, survey_id, dimension, day, value)
) with (fillfactor = 50);

-- The values of a segment that are counted apart.
create table segment_values (
  shop_id bigint not null,
  survey_id bigint not null,
  property text not null,
  value text not null,
  primary key (shop_id, survey_id, property, value)
);

-- Shops whose history is to be counted anew, after their time zone or a survey's segments changed;
-- not before those who count by the old settings are done.
create table rerolls (
  shop_id bigint primary key,
  asked_at timestamptz not null default now(),
  due_at timestamptz not null default now()
);

-- A preflight names an origin and no shop.
create index shops_origins on shops using gin (origins);
