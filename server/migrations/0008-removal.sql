-- A client could send the revision of what was erased (2147483647) itself, and its answer was then never erased by
-- age. Clients' revisions now end at a million. Those that were higher come back within, so that they age: all
-- that hold something personal or have a case, which what was erased does not.
update responses r set revision = 1000000
where revision > 1000000 and (
  revision < 2147483647
  or comment is not null or url is not null or order_id is not null or order_value is not null
  or order_currency is not null or customer_ref is not null or email_ref is not null
  or former_refs is not null or reply_to is not null or properties is not null
  or exists (select from cases c where c.shop_id = r.shop_id and c.id = r.id)
);
