import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A child process. */
export type Child = {
  pid: number;
  /** Everything that it has written so far, to both of its outputs. */
  log: () => string;
  /** Its exit code once it has ended; `null` when a signal ended it. */
  exit: Promise<number | null>;
  hasExited: () => boolean;
  signal: (signal: NodeJS.Signals) => void;
  /** Sends `signal` and waits until the program has ended. */
  end: (signal: NodeJS.Signals) => Promise<number | null>;
};

/** Starts a TypeScript program with Node. `environment` is added to this process's own. */
export async function startChild(
  script: string,
  environment: Record<string, string>,
  nodeArguments: readonly string[] = [],
): Promise<Child> {
  const child = spawn(process.execPath, [...nodeArguments, script], {
    // Without the test runner's NODE_ENV, because programs run without it in production.
    env: { ...process.env, NODE_ENV: undefined, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  endWithThisProcess(child);
  const exit = once(child, 'close').then(([code]: unknown[]) => code as number | null);
  await once(child, 'spawn');
  return {
    pid: child.pid as number,
    log: () => log,
    exit,
    hasExited: () => hasExited(child),
    signal: (signal) => void child.kill(signal),
    end: async (signal) => {
      child.kill(signal);
      return exit;
    },
  };
}

/**
 * Starts a program that sends messages to this one, and waits for its first message. Throws when it ends
 * before.
 */
export async function forkChild<Message>(
  program: URL,
  args: readonly string[] = [],
): Promise<{ child: ChildProcess; message: Message }> {
  const child = fork(fileURLToPath(program), args, { execArgv: [] });
  endWithThisProcess(child);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${program.pathname} ended with ${code}`);
  });
  const [message] = (await Promise.race([once(child, 'message'), failed])) as [Message];
  failed.catch(() => {});
  return { child, message };
}

/** Sends SIGTERM, and SIGKILL after ten seconds. Resolves once the process has ended. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (hasExited(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** When a test process ends early, its child processes are killed. */
function endWithThisProcess(child: ChildProcess): void {
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  child.once('exit', () => process.off('exit', stop));
}
