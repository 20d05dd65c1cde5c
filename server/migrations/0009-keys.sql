-- A secret key has a role, and may have a name and an end. Of its use only the day is kept.
alter table keys add column name text;
alter table keys add column role text check (role in ('owner', 'member', 'viewer'));
update keys set role = 'owner' where kind = 'secret';
alter table keys add constraint keys_role check ((kind = 'secret') = (role is not null));
alter table keys add column expires_at timestamptz;
alter table keys add column last_used_on date;
-- The key that made this one. Its successor may close it for good.
alter table keys add column made_with bigint;
-- Somebody else's key closed this one. For a day it can restore itself; then the row goes.
alter table keys add column closed_at timestamptz;

-- For a day after a change of the secret, messages are signed with the old one too.
alter table webhooks add column old_secret text;
alter table webhooks add column old_secret_until timestamptz;
