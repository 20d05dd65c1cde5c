import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Endings } from './endings.ts';

/** Starts a program of the bench as a process that ends with this one, and waits for its first word. */
export async function startChild<FirstWord>(
  program: URL,
  args: readonly string[],
  endings: Endings,
): Promise<{ child: ChildProcess; firstWord: FirstWord }> {
  const child = fork(fileURLToPath(program), args, { execArgv: [] });
  endings.add(() => endChild(child));
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${program.pathname} ended with ${code}`);
  });
  const [firstWord] = (await Promise.race([once(child, 'message'), failed])) as [FirstWord];
  failed.catch(() => {});
  return { child, firstWord };
}

/** Ends a process of ours: asks, and after ten seconds insists. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}
