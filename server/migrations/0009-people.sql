-- Finding all of one person again, to show or to erase it; and how long a shop keeps what is personal.

alter table shops add column retention_days integer check (retention_days between 1 and 3650);

create index responses_customer on responses (shop_id, customer_ref) where customer_ref is not null;
create index responses_reply_to on responses (shop_id, lower(reply_to)) where reply_to is not null;
create index views_customer on views (shop_id, customer_ref) where customer_ref is not null;
