import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The production server in a process of its own, which can be killed and started again. */
export type NinesProcess = {
  url: string;
  /** Starts it and waits until it takes in answers. */
  start(): Promise<void>;
  /** Its process number. Throws where it was not started. */
  pid(): number;
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL, and its end awaited. */
  kill(): Promise<void>;
  /** SIGTERM; resolves to its exit code, which tells by its own clock whether it ended in time. */
  stop(): Promise<{ code: number | null }>;
};

export const adminToken = 'the-admin-token-of-the-tests';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export function ninesProcess(
  port: number,
  environment: Record<string, string>,
  onOutput?: (text: string) => void,
): NinesProcess {
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  function launch(): ChildProcess {
    const started = spawn(process.execPath, [main], {
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        ADMIN_TOKEN: adminToken,
        RATE_LIMIT_PER_MINUTE: '0',
        LOG_LEVEL: 'fatal',
        ...environment,
      },
      stdio: ['ignore', onOutput ? 'pipe' : 'inherit', 'inherit'],
    });
    started.stdout?.on('data', (bytes: Buffer) => onOutput?.(bytes.toString()));
    // A test that is cut off leaves nothing running.
    const kill = () => started.kill('SIGKILL');
    process.once('exit', kill);
    started.once('exit', () => process.off('exit', kill));
    return started;
  }
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const gone = once(child, 'exit');
    child.kill(signal);
    return ((await gone) as [number | null])[0];
  }
  return {
    url,
    async start() {
      child = launch();
      await untilReady(url, child);
    },
    pid() {
      if (child?.pid === undefined) throw new Error('The server was not started');
      return child.pid;
    },
    signal: (signal) => void child?.kill(signal),
    async kill() {
      await end('SIGKILL');
    },
    stop: async () => ({ code: await end('SIGTERM') }),
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const reply = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (reply?.ok) return;
    await sleep(50);
  }
  throw new Error(`The server did not start: it ended with ${child.exitCode}`);
}
