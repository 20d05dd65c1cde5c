-- A case is a detractor's response with the work of winning that shopper back, and so it is in the same
-- row: one lock orders the shopper's change of mind, the shop's work and the erasure of a person, and no
-- case can be lost, doubled or left behind. All of it is null where there is no case, and costs nothing.

alter table responses
  -- Since when there is a case: when the answer came in, or the revision that made it a detractor's.
  add column case_opened_at timestamptz,
  -- Null: open.
  add column case_status text check (case_status in ('contacted', 'resolved')),
  add column case_owner text,
  add column case_contacted_at timestamptz,
  add column case_resolved_at timestamptz,
  -- A list of {id, author, text, at}, oldest first.
  add column case_notes jsonb,
  -- When somebody last worked on it. Null: nobody has, and the case goes when the shopper thinks better
  -- of it.
  add column case_worked_at timestamptz;

-- Three small indexes instead of one large: an answer that comes in costs an entry in the first only, and
-- only where it opens one. A survey, and whether there is an owner, is found in the index itself, if not in
-- one piece; and what a summary adds up is there too, so that it reads no rows.
create index responses_cases_open
  on responses (shop_id, case_opened_at desc, id desc, survey_id)
  include (order_value, order_currency)
  where case_opened_at is not null and case_status is null;
create index responses_cases_worked
  on responses (shop_id, case_status, case_opened_at desc, id desc, survey_id, case_owner)
  include (order_value, order_currency, case_contacted_at)
  where case_status is not null;
create index responses_cases_owner
  on responses (shop_id, case_owner, case_status, case_opened_at desc, id desc, survey_id)
  where case_owner is not null;
