import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DemoError, type DemoSettings } from './settings.ts';

/** The production server, run by the demo. */
export type NinesProcess = {
  /** Valid for this run only. */
  adminToken: string;
  /** Resolves when the server is ready. Rejects with a `DemoError` if it ends before that. */
  ready: () => Promise<void>;
  /** Rejects with a `DemoError` when the server ends. */
  ended: Promise<never>;
  /** Stops the server and its database. Kills the server after 15 seconds. */
  stop: () => Promise<void>;
};

/** Starts the unchanged production server as a child process. */
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
    // In its own process group, so that Ctrl-C reaches only the demo, which then stops the server.
    detached: process.platform !== 'win32',
  });
  const log = tail(child.stdout, child.stderr);
  const ended = once(child, 'close').then((): never => {
    throw new DemoError(log() || 'The server ended without a message.');
  });
  // Callers may await `ended` later. Until then it must not count as an unhandled rejection.
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

/** Returns a function that gives the last 4,000 characters of the outputs. */
function tail(...outputs: readonly NodeJS.ReadableStream[]): () => string {
  let last = '';
  for (const output of outputs) {
    output.setEncoding('utf8').on('data', (text: string) => {
      last = (last + text).slice(-4_000);
    });
  }
  return () => last.trim();
}
