-- A survey that its shop has removed. Its row stays, for the answers that were given to it stay as well,
-- and one that is on its way must still find where it belongs.
alter table surveys add column removed_at timestamptz;
