import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { StartError } from '../../config/config.ts';

/** The role that Nines connects as. It owns its database, and can do nothing outside of it. */
export const appRole = 'nines_app';

const passwordFile = 'postgres-app-password';

/** Advisory lock: one process prepares the role at a time. */
const roleLock = 909_011;

/**
 * Makes the role of the application and gives it the database, as the superuser whose URL is `adminUrl`. A superuser
 * may run programs and read files of the system, so an injected statement must not run as one. Earlier versions
 * connected as the superuser; what they made is given to the role. Returns the role's password, which is kept in
 * `folder`, outside of PostgreSQL's own. Throws a `StartError` when the database refuses connections.
 */
export async function prepareRole(adminUrl: string, folder: string): Promise<string> {
  const sql = postgres(adminUrl, {
    max: 1,
    connect_timeout: 5,
    backoff: () => 0.2,
    onnotice: () => {},
  });
  try {
    return await sql.begin(async (transaction) => {
      await transaction`select pg_advisory_xact_lock(${roleLock})`;
      const password = await ensurePassword(folder);
      await createRole(transaction, password);
      await giveObjects(transaction);
      return password;
    });
  } catch (error) {
    throw new StartError(`The database does not answer: ${(error as Error).message}`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The password of the role. It is renamed into place, so that a crash cannot leave half of it. */
async function ensurePassword(folder: string): Promise<string> {
  const path = join(folder, passwordFile);
  const existing = await readFile(path, 'utf8').catch(() => undefined);
  if (existing !== undefined) return existing.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(`${path}-draft`, password, { mode: 0o600 });
  await rename(`${path}-draft`, path);
  return password;
}

/** The password is base64url, so it needs no quoting. */
async function createRole(sql: postgres.TransactionSql, password: string): Promise<void> {
  const [role] = await sql`select from pg_roles where rolname = ${appRole}`;
  if (!role) await sql.unsafe(`create role ${appRole}`);
  const rights = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
  await sql.unsafe(`alter role ${appRole} with ${rights} password '${password}'`);
  await sql.unsafe(`alter database postgres owner to ${appRole}`);
  await sql.unsafe('revoke all on database postgres, template1 from public');
}

/** Gives the role all objects in the database that the superuser made. */
async function giveObjects(sql: postgres.TransactionSql): Promise<void> {
  const statements = await sql<{ statement: string }[]>`
    with me as (select oid from pg_roles where rolname = current_user),
    own as (
      select oid, nspname from pg_namespace
      where nspname !~ '^pg_' and nspname <> 'information_schema'
    )
    select format('alter %s %s owner to %I', kind, name, ${appRole}::text) as statement from (
      select 'schema' as kind, quote_ident(nspname) as name
      from pg_namespace where oid in (select oid from own) and nspowner = (select oid from me)
      union all
      select case relkind when 'S' then 'sequence' when 'v' then 'view'
        when 'm' then 'materialized view' else 'table' end, oid::regclass::text
      from pg_class c
      where relnamespace in (select oid from own) and relowner = (select oid from me)
        and relkind in ('r', 'p', 'S', 'v', 'm')
        -- The sequence of a column follows its table.
        and not (relkind = 'S' and exists (
          select from pg_depend d
          where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')))
      union all
      select 'routine', oid::regprocedure::text from pg_proc
      where pronamespace in (select oid from own) and proowner = (select oid from me)
      union all
      select 'type', oid::regtype::text from pg_type
      where typnamespace in (select oid from own) and typowner = (select oid from me)
        and typtype in ('e', 'd')
    ) as objects`;
  for (const { statement } of statements) await sql.unsafe(statement);
}
