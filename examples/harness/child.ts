import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that runs beside the test. */
export type Child = {
  pid: number;
  /** All that it has written so far, to both of its outputs. */
  log: () => string;
  /** Its exit code once it is gone; `null` when a signal ended it. */
  exit: Promise<number | null>;
  hasExited: () => boolean;
  /** Sends `signal` and waits until it is gone. */
  end: (signal: NodeJS.Signals) => Promise<number | null>;
};

/** Starts a TypeScript program on the Node that runs this one, with `environment` added to ours. */
export async function startChild(
  script: string,
  environment: Record<string, string>,
): Promise<Child> {
  const child = spawn(process.execPath, [script], {
    // Not the test runner's NODE_ENV: programs are to run as they do for everyone.
    env: { ...process.env, NODE_ENV: undefined, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  // A test that is cut off leaves nothing running.
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  child.once('exit', () => process.off('exit', stop));
  const exit = once(child, 'close').then(([code]: unknown[]) => code as number | null);
  await once(child, 'spawn');
  return {
    pid: child.pid as number,
    log: () => log,
    exit,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    end: async (signal) => {
      child.kill(signal);
      return exit;
    },
  };
}
