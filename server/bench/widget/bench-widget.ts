import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchOptions } from '../main.ts';

const program = fileURLToPath(new URL('../../../widget/bench/main.ts', import.meta.url));

/**
 * Measures the cost of the prompt for a shopper. It runs the widget's own program, because the server may not
 * import the widget.
 */
export async function benchWidget({ short }: BenchOptions): Promise<void> {
  const child = spawn(process.execPath, [program, ...(short ? ['--short'] : [])], {
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}
