import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lstatSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accountName } from '../../src/database/embedded/account.ts';
import { findPostmaster } from '../../src/database/embedded/postmaster.ts';
import { startEmbedded, type EmbeddedDatabase } from '../../src/database/embedded/start.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openPool } from '../../src/database/pools.ts';
import { withConnection } from '../harness/connection.ts';

const secret = 'a-secret-of-the-server-0123456789';
const isRoot = process.getuid?.() === 0;
/** The user that other services run as. */
const nobody = 65_534;
const canHaveAccount = isRoot && spawnSync('useradd', ['--help']).status === 0;

let folder: string;
let cluster: string;
let database: EmbeddedDatabase;

beforeAll(async () => {
  vi.stubEnv('ADMIN_TOKEN', secret);
  vi.stubEnv('PGUSER', 'somebody-else');
  folder = await mkdtemp(join(tmpdir(), 'nines-attack-'));
  // Otherwise the folder above would keep other users out, whatever the modes within.
  await chmod(folder, 0o755);
  cluster = join(folder, 'data', 'postgres');
  database = await startEmbedded(join(folder, 'data'));
  const pool = openPool(database.url, 1, 60_000);
  await migrate(pool);
  await pool.end();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await database?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function query(text: string, url = database.url): Promise<postgres.Row[]> {
  return withConnection(url, (sql) => sql.unsafe(text));
}

/** All paths of a folder, with what other users may do with each. */
function openPaths(path: string): string[] {
  const stats = lstatSync(path);
  const within = stats.isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [];
  return [...((stats.mode & 0o077) === 0 ? [] : [path]), ...within.flatMap(openPaths)];
}

function ownersOf(path: string): Set<number> {
  const stats = lstatSync(path);
  const within = stats.isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [];
  return new Set([stats.uid, ...within.flatMap((each) => [...ownersOf(each)])]);
}

describe('who can run SQL as the application', () => {
  it('is no superuser', async () => {
    expect(await query("select current_setting('is_superuser') as is")).toEqual([{ is: 'off' }]);
    await expect(query('alter role nines_app superuser')).rejects.toThrow(/permission denied/);
    await expect(query('create role friend')).rejects.toThrow(/permission denied/);
    await expect(query('set role nines')).rejects.toThrow(/permission denied/);
  });

  it.each([
    ['run a program', "copy shops (name) from program 'id'"],
    ['read a file of the system', "copy shops (name) from '/etc/passwd'"],
    ['read the password of the superuser', "select pg_read_file('nines-password')"],
    ['write a file', "copy shops to '/tmp/nines-stolen'"],
    ['load a library', "load '/tmp/nines.so'"],
    ['change a setting for good', 'alter system set fsync = off'],
    ['read the hashes of passwords', 'select * from pg_authid'],
    ['leave its database behind', 'create database elsewhere'],
  ])('cannot %s', async (_, statement) => {
    await expect(query(statement)).rejects.toThrow(/permission denied|access to library/);
  });

  it('cannot connect to another database', async () => {
    const other = new URL(database.url);
    other.pathname = '/template1';
    await expect(query('select 1', other.href)).rejects.toThrow(/permission denied/);
  });
});

describe.skipIf(process.platform === 'win32')('another user of the machine', () => {
  it('finds no file or folder of the database open', () => {
    expect(openPaths(cluster)).toEqual([]);
    for (const name of ['postgres.log', 'postgres-app-password'])
      expect(openPaths(join(folder, 'data', name))).toEqual([]);
  });

  it
    .skipIf(!isRoot)
    .each([
      'postgres/nines-password',
      'postgres/PG_VERSION',
      'postgres/base',
      'postgres-app-password',
      'postgres.log',
    ])('cannot read %s as the user of other services', (name) => {
    const [path, ids] = [join(folder, 'data', name), { uid: nobody, gid: nobody }];
    expect(existsSync(path)).toBe(true);
    expect(spawnSync('ls', ['-d', join(folder, 'data')], ids).status).toBe(0);
    // A program of another user: `cat` of a file, `ls` of a folder.
    const program = name.endsWith('base') ? 'ls' : 'cat';
    expect(spawnSync(program, [path], ids).status).not.toBe(0);
  });

  it('cannot connect without a password, nor by a socket', async () => {
    for (const role of ['nines', 'nines_app', 'postgres']) {
      const url = new URL(database.url);
      [url.username, url.password] = [role, ''];
      await expect(query('select 1', url.href)).rejects.toThrow(/password|PASSWORD/);
    }
    expect(await query('show unix_socket_directories', database.adminUrl)).toEqual([
      { unix_socket_directories: '' },
    ]);
  });

  it.skipIf(!canHaveAccount)('does not share the user that PostgreSQL runs as', async () => {
    const uid = Number(execFileSync('id', ['-u', accountName], { encoding: 'utf8' }));
    const { pid } = (await findPostmaster(cluster))!;
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(new RegExp(`^Uid:\\t${uid}\\t${uid}\\t${uid}\\t${uid}$`, 'm'));
    expect(ownersOf(cluster)).toEqual(new Set([uid]));
  });
});

it.skipIf(process.platform !== 'linux')(
  'who reads the environment of PostgreSQL finds no secret and no setting',
  async () => {
    const { pid } = (await findPostmaster(cluster))!;
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    // PostgreSQL itself sets PGDATA.
    const names = environment.split('\0').map((line) => line.split('=')[0]!);
    expect(names.filter((name) => /TOKEN|^PG(?!DATA)|^HOME$|^DATABASE/.test(name))).toEqual([]);
    expect(environment).not.toContain(secret);
  },
);

describe('a data folder of an earlier version', () => {
  /** Gives the running database the form that it had: everything was the superuser's, and files were open. */
  async function makeOld(): Promise<void> {
    await query('reassign owned by nines_app to nines', database.adminUrl);
    await query('alter database postgres owner to nines', database.adminUrl);
    await query('grant connect, temporary on database postgres to public', database.adminUrl);
    await query('drop owned by nines_app', database.adminUrl);
    await query('drop role nines_app', database.adminUrl);
    await query(
      `create type mood as enum ('good'); create sequence tickets;
       create schema queue; create table queue.old (id int generated always as identity, m mood);
       create view queue.recent as select * from queue.old;
       create function queue.one() returns int language sql as 'select 1';
       insert into queue.old (m) values ('good')`,
      database.adminUrl,
    );
    await database.stop();
    await rm(join(folder, 'data', 'postgres-app-password'));
    await writeFile(join(folder, 'data', 'postgres.log'), '');
    chmodSync(join(folder, 'data', 'postgres.log'), 0o644);
    chmodSync(join(cluster, 'PG_VERSION'), 0o644);
    if (isRoot) giveTo(cluster, nobody);
  }

  function giveTo(path: string, uid: number): void {
    chownSync(path, uid, uid);
    if (!lstatSync(path).isDirectory()) return;
    for (const name of readdirSync(path)) giveTo(join(path, name), uid);
  }

  it('is closed in place, and keeps its data', async () => {
    await makeOld();
    database = await startEmbedded(join(folder, 'data'));
    expect(openPaths(cluster)).toEqual([]);
    expect(openPaths(join(folder, 'data', 'postgres.log'))).toEqual([]);
    if (canHaveAccount) expect(ownersOf(cluster)).not.toContain(nobody);
    expect(await query('select m, queue.one() from queue.recent')).toEqual([{ m: 'good', one: 1 }]);
    // Migrations change and drop what the superuser made.
    await query(
      `alter table queue.old add column note text; insert into queue.old (m) values ('good');
       alter type mood add value 'bad'; alter sequence tickets restart; drop schema queue cascade`,
    );
    const pool = openPool(database.url, 1, 60_000);
    await migrate(pool);
    await pool.end();
    await query('alter table shops add column probe int');
  });
});
