-- Telling a shop's own server what happens: where to, what, and what came of it.

create table webhooks (
  shop_id bigint not null,
  id bigint not null,
  url text not null,
  events text[] not null,
  format text not null,
  -- Signs what is sent, so it cannot be kept as a hash.
  secret text not null,
  created_at timestamptz not null default now(),
  primary key (shop_id, id)
);

-- What happened and is not yet on its way, noted in the transaction that made it happen. For shops
-- with a webhook only.
create table webhook_events (
  shop_id bigint not null,
  seq bigint generated always as identity,
  type text not null,
  subject text not null,
  noted_at timestamptz not null default now(),
  -- What a webhook is told of it.
  data jsonb not null,
  primary key (shop_id, seq)
);

create table webhook_deliveries (
  shop_id bigint not null,
  id uuid not null,
  webhook_id bigint not null,
  event text not null,
  -- The id of what it is about, so that a person's words can be taken out again.
  subject text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts jsonb not null default '[]',
  body text,
  created_at timestamptz not null default now(),
  primary key (shop_id, id)
);
create index webhook_deliveries_newest
  on webhook_deliveries (shop_id, webhook_id, created_at desc, id desc);
create index webhook_deliveries_subject on webhook_deliveries (shop_id, subject);
create index webhook_deliveries_age on webhook_deliveries (created_at);
