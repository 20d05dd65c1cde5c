import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../harness/server.ts';
import { freePort } from '../harness/ports.ts';
import { until } from '../harness/until.ts';

// Installs a copy of the project without its dev dependencies, which takes a quarter of a minute.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const left = new Set(['node_modules', '.git', '.types', 'data']);

describe.runIf(process.env['NINES_SOAK'])('a production install', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nines-production-'));
    await cp(root, folder, {
      recursive: true,
      filter: (path) =>
        !relative(root, path)
          .split(sep)
          .some((part) => left.has(part)),
    });
    await run('pnpm', ['install', '--prod', '--frozen-lockfile', '--prefer-offline'], {
      cwd: folder,
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has no tools of the build, and starts the server from the built files', async () => {
    const { stdout } = await run('pnpm', ['exec', 'ls', 'node_modules', 'node_modules/.pnpm'], {
      cwd: folder,
    });
    expect(stdout).not.toMatch(/^(typescript|vite|vitest|oxlint|playwright-core)(@|$)/m);
    const port = await freePort();
    const env = { ...process.env, DATABASE_URL: await createDatabase(), PORT: String(port) };
    const child = spawn('pnpm', ['start'], { cwd: folder, env, stdio: 'ignore', detached: true });
    try {
      const ready = async () => {
        if (child.exitCode !== null) throw new Error(`pnpm start ended with ${child.exitCode}`);
        return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
      };
      await until('the server is ready', ready);
      for (const path of ['/dashboard', '/docs', '/openapi.json']) {
        expect((await fetch(`http://127.0.0.1:${port}${path}`)).status, path).toBe(200);
      }
    } finally {
      // pnpm and the server are one process group.
      process.kill(-child.pid!, 'SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    }
  });

  it('says what to do when nothing was built', async () => {
    await rm(join(folder, 'widget/dist'), { recursive: true });
    const failed = await run('pnpm', ['start'], { cwd: folder }).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      stderr: expect.stringContaining('Not built, and no tools to build with: no widget/dist/'),
    });
  });
});
