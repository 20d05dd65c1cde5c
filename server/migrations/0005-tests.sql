-- The shop was only trying out its tag: the answer is marked and never counted.
alter table responses add column test boolean not null default false;

-- The same index as before, but a test leaves its signed order to the real answer.
drop index responses_signed_order;
create unique index responses_signed_order
  on responses (shop_id, survey_id, moment, order_id)
  where verified and order_id is not null and not test;

-- A list of tests alone: they are few among many responses.
create index responses_tests on responses (shop_id, answered_at desc, id desc) where test;
