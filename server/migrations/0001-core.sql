-- Every primary key and unique constraint begins with the shop: one shop's data is another's secret, and
-- Citus can distribute the large tables by shop_id as they are (see src/database/distribute.ts). For the same
-- reason there are no triggers, and no foreign keys from or to the large tables.

create table shops (
  id bigint primary key,
  name text not null,
  origins text[] not null,
  timezone text not null,
  currency text not null,
  locale text not null,
  -- Keys the hash that customers are known by; never leaves the server.
  customer_secret text not null,
  -- Whether anybody may see the shop's score, on its badge.
  badge boolean not null default false,
  -- Whether answers without a signed order are taken.
  answers text not null default 'any' check (answers in ('any', 'signed')),
  -- How long what is personal is kept; null: for ever.
  retention_days integer check (retention_days between 1 and 3650),
  created_at timestamptz not null default now()
);

-- A preflight names an origin and no shop.
create index shops_origins on shops using gin (origins);

create table keys (
  shop_id bigint not null references shops,
  id bigint not null,
  kind text not null check (kind in ('public', 'secret', 'signing')),
  -- A public or a signing key itself; of a secret key only its SHA-256.
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
  -- A removed survey keeps its row: its answers stay, and one on its way must still find it.
  removed_at timestamptz,
  primary key (shop_id, id)
);

-- Its columns are listed once more in src/responses/columns.ts.
create table responses (
  shop_id bigint not null,
  id uuid not null,
  survey_id bigint not null,
  answered_at timestamptz not null,
  -- The day in the shop's time zone: the rollups count by it.
  day date not null,
  score smallint not null check (score between 0 and 10),
  comment text,
  -- The shopper lets the shop quote the comment publicly.
  quotable boolean not null default false,
  reasons text[],
  effort smallint check (effort between 1 and 7),
  expectation text,
  moment text not null,
  channel text not null,
  device text not null,
  locale text,
  url text,
  -- The order carried the shop's signature.
  verified boolean not null,
  -- Verified, or came through the private API.
  trusted boolean not null default false,
  order_id text,
  order_value numeric,
  order_currency text,
  customer_ref text,
  reply_to text,
  properties jsonb,
  -- The properties that count as segments, as they were counted, so that a revision takes back exactly that.
  segments jsonb,
  revision integer not null,
  -- When a revision last changed it. A response that was never changed costs no index entry.
  updated_at timestamptz,
  primary key (shop_id, id)
);

-- One response for each survey, moment and signed order. An unsigned order conflicts with nothing.
create unique index responses_signed_order
  on responses (shop_id, survey_id, moment, order_id) where verified and order_id is not null;

-- Newest first, for lists and exports.
create index responses_answered on responses (shop_id, answered_at desc, id desc);
create index responses_updated on responses (shop_id, updated_at) where updated_at is not null;
create index responses_order on responses (shop_id, order_id) where order_id is not null;
-- Where the rollups do not hold what is asked about verified answers.
create index responses_verified on responses (shop_id, survey_id, day) where verified;
-- All of one person, to show or to erase it.
create index responses_customer on responses (shop_id, customer_ref) where customer_ref is not null;
create index responses_reply_to on responses (shop_id, lower(reply_to)) where reply_to is not null;
-- What retention has not erased yet, oldest first. The number is the highest revision, which what was
-- erased has (`limits.revision`).
create index responses_kept on responses (shop_id, answered_at) where revision < 2147483647;

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
create index views_kept on views (shop_id, viewed_at)
  where customer_ref is not null or order_id is not null;

-- Counts of responses by score, and of views, for each survey, dimension, day and value. The dimension ''
-- with the value '' counts all. Rows are updated again and again, so half of each page is left free for
-- that (HOT updates).
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

-- Shops whose history is to be counted again, after their time zone or a survey's segments changed.
create table recounts (
  shop_id bigint primary key,
  asked_at timestamptz not null,
  -- Not before: until then other processes may count by the old settings.
  due_at timestamptz not null
);

-- The values of a segment that are counted apart.
create table segment_values (
  shop_id bigint not null,
  survey_id bigint not null,
  property text not null,
  value text not null,
  -- A verified answer, or one through the private API, has had it.
  trusted boolean not null default false,
  admitted_at timestamptz not null,
  primary key (shop_id, survey_id, property, value)
);
