-- The Delighted-compatible API. Everywhere else a person is a keyed hash and no address is kept. These
-- two tables are the exception, and the reason for it: a shop that calls this API hands over its own
-- address list and asks us to write to these people, as it did with Delighted. Nothing else reads
-- them, and deleting a person removes the row.

create table delighted_people (
  shop_id bigint not null,
  id bigint not null,
  email text not null,
  name text,
  properties jsonb not null default '{}',
  -- The same keyed hash that the person's responses carry.
  customer_ref text not null,
  created_at timestamptz not null default now(),
  last_sent_at timestamptz,
  unsubscribed_at timestamptz,
  bounced_at timestamptz,
  primary key (shop_id, id),
  unique (shop_id, email)
);
create index delighted_people_ref on delighted_people (shop_id, customer_ref);

-- Surveys that are to be sent to people when they are due; at most one to a person.
create table delighted_survey_requests (
  shop_id bigint not null,
  person_id bigint not null,
  due_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (shop_id, person_id)
);
create index delighted_survey_requests_due on delighted_survey_requests (due_at);
