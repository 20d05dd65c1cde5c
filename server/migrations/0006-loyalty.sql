-- Whether the shop's tag reports which orders were placed.
alter table shops add column loyalty boolean not null default false;
