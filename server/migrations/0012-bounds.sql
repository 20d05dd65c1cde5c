-- Deliveries that were not tried yet: how many of a shop there are decides how many more it may have.
create index webhook_deliveries_untried
  on webhook_deliveries (shop_id, created_at) where state = 'pending' and attempts = '[]';

-- Removed surveys of a shop, oldest first, of which a bounded number is kept.
create index surveys_removed on surveys (shop_id, removed_at) where removed_at is not null;
