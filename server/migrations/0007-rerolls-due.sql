-- When a shop's history is to be counted anew: not before those who count by the old settings are done.
alter table rerolls add column due_at timestamptz not null default now();
