-- What retention has not cleared yet, oldest first: a shop's past is not read anew in each round. The
-- number is the highest revision, which what was cleared or erased has (`limits.revision`).
create index responses_kept on responses (shop_id, answered_at) where revision < 2147483647;
create index views_kept on views (shop_id, viewed_at)
  where customer_ref is not null or order_id is not null;
