-- Views are counted by two dimensions at once from the table itself, as responses are.
create index views_day on views (shop_id, survey_id, day);
