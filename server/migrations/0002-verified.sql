-- Responses with a signed order are counted apart, and found at once for what rollups do not hold.

insert into rollups (shop_id, survey_id, dimension, day, value,
  c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
select shop_id, survey_id, 'verified', day, 'true',
  count(*) filter (where score = 0), count(*) filter (where score = 1),
  count(*) filter (where score = 2), count(*) filter (where score = 3),
  count(*) filter (where score = 4), count(*) filter (where score = 5),
  count(*) filter (where score = 6), count(*) filter (where score = 7),
  count(*) filter (where score = 8), count(*) filter (where score = 9),
  count(*) filter (where score = 10)
from responses where verified
group by shop_id, survey_id, day;

create index responses_verified on responses (shop_id, survey_id, day) where verified;
