import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { connectDatabase } from '../../src/database/pools.ts';
import { startEmbedded, type EmbeddedDatabase } from '../../src/database/embedded/start.ts';

let root: string;
let folder: string;
let started: EmbeddedDatabase[];

beforeEach(async () => {
  // Other users may not enter it, like a home folder.
  root = await mkdtemp(join(tmpdir(), 'nines-embedded-'));
  folder = join(root, 'data');
  started = [];
});
afterEach(async () => {
  for (const database of started) await database.stop();
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
});

async function start(): Promise<EmbeddedDatabase> {
  const database = await startEmbedded(folder);
  started.push(database);
  return database;
}

async function query(url: string, text: string): Promise<postgres.Row[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

async function postmasterPid(): Promise<number> {
  return Number(
    (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0],
  );
}

describe('the embedded database', () => {
  it('runs below a folder that other users may not enter, and keeps its data', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 42 as n');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'select n from kept')).toMatchObject([{ n: 42 }]);
  });

  it('requires its password and listens on the local machine only', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password/);
    expect(await query(url, 'show listen_addresses')).toMatchObject([
      { listen_addresses: '127.0.0.1' },
    ]);
  });

  it('acknowledges a commit only after it is on disk', async () => {
    const { url } = await start();
    const [row] = await query(
      url,
      "select current_setting('fsync') as f, current_setting('synchronous_commit') as s",
    );
    expect(row).toEqual({ f: 'on', s: 'on' });
  });

  it('gets only the environment variables that it needs', async () => {
    vi.stubEnv('ADMIN_TOKEN', 'a secret of the server');
    try {
      const { adminUrl } = await start();
      const rows = await query(
        adminUrl,
        "create table variables (line text); copy variables from program 'env'; table variables",
      );
      const lines = JSON.stringify(rows);
      expect(lines).toContain('PATH=');
      expect(lines).not.toMatch(/ADMIN_TOKEN|HOME=/);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('keeps the words of shoppers out of its log', async () => {
    const { url } = await start();
    await query(url, 'create table words (word text primary key, number int)');
    await query(url, "insert into words values ('my words')");
    for (const statement of [
      "insert into words values ('my words')",
      "select 'my words'::int",
      "do $$ begin raise warning 'my words'; end $$",
    ])
      await query(url, statement).catch(() => {});
    const log = await readFile(join(folder, 'postgres.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('my words');
  });

  it('is restarted on the same port when it dies', async () => {
    const { url } = await start();
    await query(url, 'create table kept as select 42 as n');
    process.kill(await postmasterPid(), 'SIGKILL');
    await vi.waitFor(
      async () => expect(await query(url, 'select n from kept')).toMatchObject([{ n: 42 }]),
      { timeout: 60_000, interval: 100 },
    );
  });

  it('is used again when a killed server left it running', async () => {
    const first = await start();
    const pid = await postmasterPid();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await postmasterPid()).toBe(pid);
  });

  it('starts when a stale postmaster.pid names another program', async () => {
    await (await start()).stop();
    const note = join(folder, 'postgres', 'postmaster.pid');
    await writeFile(note, `${process.pid}\n${folder}\n0\n5432\n\n127.0.0.1\n\nready\n`);
    expect(await query((await start()).url, 'select 1 as n')).toMatchObject([{ n: 1 }]);
  });

  it('reports in one line why it does not start', async () => {
    await mkdir(join(folder, 'postgres'), { recursive: true });
    await writeFile(join(folder, 'postgres', 'nines-password'), 'x');
    await expect(start()).rejects.toThrow(
      /^The embedded database does not start in .*: postgres: could not access/,
    );
  });

  it('reports in one line that its folder cannot be created', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    await expect(startEmbedded(join(file, 'data'))).rejects.toThrow(/^DATA_DIR: [^\n]+$/);
  });

  it('is stopped when it refuses connections', async () => {
    const first = await start();
    await query(first.adminUrl, 'alter role nines nologin');
    await first.stop();
    const config = readConfig({ DATA_DIR: folder });
    await expect(connectDatabase(config)).rejects.toThrow(/^The database does not answer: /);
    await expect(postmasterPid()).rejects.toThrow('ENOENT');
  });

  it('allows one server at a time', async () => {
    const config = readConfig({ DATA_DIR: folder });
    const first = await connectDatabase(config);
    try {
      await expect(connectDatabase(config)).rejects.toThrow(
        /^Another Nines server already runs on/,
      );
    } finally {
      await first.close();
    }
    await (await connectDatabase(config)).close();
  });
});
