-- How many unsigned answers arrived on a day, the most that one address sent, and those without an Origin.
-- Numbers only: no address, nor a hash of one, is stored.
create table bursts (
  shop_id bigint not null,
  survey_id bigint not null,
  day date not null,
  answers integer not null,
  largest integer not null,
  without_origin integer not null,
  primary key (shop_id, survey_id, day)
);
