import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a command of pnpm wrote, and its exit code. It runs in the project's folder. */
export type Ended = { code: number; stdout: string; stderr: string };

/** Runs the pnpm that runs this script. Rejects when there is none. */
export function runPnpm(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024, shell: process.platform === 'win32' };
    execFile('pnpm', args, options, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (typeof code === 'number') resolve({ code, stdout, stderr });
      else reject(new Error('pnpm does not run: start this by `pnpm run`', { cause: error }));
    });
  });
}
