-- What responses can be divided by beyond what views have: reason, effort, expectation, and the
-- properties that a survey marks as segments.

-- The segments as they were counted, so that a later revision takes back exactly that.
alter table responses add column segments jsonb;

-- The values of a segment that are counted apart.
create table segment_values (
  shop_id bigint not null,
  survey_id bigint not null,
  property text not null,
  value text not null,
  primary key (shop_id, survey_id, property, value)
);

-- Shops whose history is still to be counted anew, after their time zone or a survey's segments
-- changed.
create table rerolls (
  shop_id bigint primary key,
  asked_at timestamptz not null default now()
);

insert into rollups (shop_id, survey_id, dimension, day, value,
  c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
select shop_id, survey_id, dimension, day, value,
  count(*) filter (where score = 0), count(*) filter (where score = 1),
  count(*) filter (where score = 2), count(*) filter (where score = 3),
  count(*) filter (where score = 4), count(*) filter (where score = 5),
  count(*) filter (where score = 6), count(*) filter (where score = 7),
  count(*) filter (where score = 8), count(*) filter (where score = 9),
  count(*) filter (where score = 10)
from responses cross join lateral (
  values ('effort', effort::text), ('expectation', expectation)
  union all select distinct 'reason', reason from unnest(reasons) as reason
) as d (dimension, value)
where value is not null
group by shop_id, survey_id, dimension, day, value;
