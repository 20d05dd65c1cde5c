-- Whether anybody may see the shop's score, on its badge.
alter table shops add column badge boolean not null default false;
