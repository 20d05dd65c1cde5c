import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DemoError } from './demo-error.ts';
import type { DemoSettings } from './settings.ts';

/** The production server while the demo runs it. */
export type NinesProcess = {
  /** Holds for this run only. */
  adminToken: string;
  /** Resolves when it answers that it is ready. Throws a `DemoError` if it ends instead. */
  ready: () => Promise<void>;
  /** Rejects with a `DemoError` when it ends by itself. */
  ended: Promise<never>;
  /** Has it drain and stop its database; forces it after 15 seconds. */
  stop: () => Promise<void>;
};

/** Starts the production server, unchanged, as a child process. */
export function startNines(settings: DemoSettings): NinesProcess {
  const { host, port, dataDir, apiUrl, ninesUrl } = settings;
  const adminToken = randomBytes(24).toString('base64url');
  const child = spawn(process.execPath, ['--import', endWithParent, program], {
    env: {
      ...process.env,
      HOST: host,
      PORT: String(port),
      DATA_DIR: dataDir,
      PUBLIC_URL: ninesUrl,
      ADMIN_TOKEN: adminToken,
      LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C reaches the demo alone, which then stops it in good order.
    detached: process.platform !== 'win32',
  });
  const log = tail(child.stdout, child.stderr);
  const ended = once(child, 'close').then((): never => {
    throw new DemoError(log() || 'The server ended without a word.');
  });
  // Whoever awaits `ended` hears of it; until then it is no unhandled rejection.
  ended.catch(() => undefined);
  return {
    adminToken,
    ended,
    ready: () => Promise.race([ended, untilReady(apiUrl)]),
    stop: async () => {
      const force = setTimeout(() => child.kill('SIGKILL'), 15_000);
      child.kill('SIGTERM');
      await ended.catch(() => clearTimeout(force));
    },
  };
}

const endWithParent = new URL('end-with-parent.ts', import.meta.url).href;
const program = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const reply = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (reply?.ok) return;
    await pause(50);
  }
}

/** The last that was written to any of `outputs`. */
function tail(...outputs: readonly NodeJS.ReadableStream[]): () => string {
  let last = '';
  for (const output of outputs) {
    output.setEncoding('utf8').on('data', (text: string) => {
      last = (last + text).slice(-4_000);
    });
  }
  return () => last.trim();
}
