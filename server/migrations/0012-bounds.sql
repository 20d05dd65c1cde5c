-- Deliveries that were not tried yet: how many of a shop there are decides how many more it may have.
create index webhook_deliveries_untried
  on webhook_deliveries (shop_id, created_at) where state = 'pending' and attempts = '[]';

-- Deliveries that are not over, of which a shop may have so many.
create index webhook_deliveries_pending on webhook_deliveries (shop_id) where state = 'pending';

-- Removed surveys of a shop, oldest first, of which a bounded number is kept.
create index surveys_removed on surveys (shop_id, removed_at) where removed_at is not null;

-- The labels of reasons are in the languages of the prompt: `nl-BE` becomes `nl` where that has no label, and what is
-- no language of the prompt goes.
update surveys set settings = jsonb_set(settings, '{reasons}', (
  select coalesce(jsonb_agg(jsonb_set(reason, '{label}', (
    select coalesce(
      jsonb_object_agg(split_part(lower(key), '-', 1), value order by key = split_part(lower(key), '-', 1)),
      '{}'
    ) from jsonb_each(reason -> 'label')
    where split_part(lower(key), '-', 1) = any ('{nl,en,de,fr,es,it,pt,pl,da,sv,no,fi,cs,tr,ar,he}'::text[])
  )) order by position), '[]')
  from jsonb_array_elements(settings -> 'reasons') with ordinality as r (reason, position)
)) where jsonb_array_length(settings -> 'reasons') > 0;
