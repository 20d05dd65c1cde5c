-- The work of winning the shopper of a response back. A case has the id of its response. Whoever locks both
-- locks the response first.

create table cases (
  shop_id bigint not null,
  id uuid not null,
  survey_id bigint not null,
  opened_at timestamptz not null,
  status text not null default 'open' check (status in ('open', 'contacted', 'resolved')),
  owner text,
  contacted_at timestamptz,
  resolved_at timestamptz,
  -- When somebody last worked on it. Null: nobody has, and it goes when the score gets better.
  worked_at timestamptz,
  -- A list of {id, author, text, at}, oldest first.
  notes jsonb not null default '[]',
  primary key (shop_id, id)
);

-- A page of one status, with or without an owner or a survey, and what a summary adds up.
create index cases_status on cases (shop_id, status, opened_at desc, id desc)
  include (survey_id, owner, contacted_at);
create index cases_owner on cases (shop_id, owner, status, opened_at desc, id desc)
  where owner is not null;
