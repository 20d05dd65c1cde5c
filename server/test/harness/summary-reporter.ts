import { writeSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Prints `N passed, N failed` as the very last line of a test run. A file or a `describe` that could not run,
 * an error outside any test, and a run without tests each count as one failed. The line is written when the
 * process exits, so that nothing follows it, and a run with a failure exits with at least 1.
 */
export class SummaryReporter implements Reporter {
  #counts: Counts = { passed: 0, failed: 0 };
  #ended = false;
  #watching = false;

  onInit(): void {
    if (this.#watching) return;
    this.#watching = true;
    process.once('exit', (code) => this.#conclude(code));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    this.#ended = true;
    this.#counts = count(modules);
    this.#counts.failed += unhandled.length;
  }

  #conclude(code: number): void {
    const { passed, failed } = this.#counts;
    const silentlyFailed = failed === 0 && (code !== 0 || !this.#ended || passed === 0);
    const total = silentlyFailed ? 1 : failed;
    if (total > 0 && code === 0) process.exitCode = 1;
    writeLast(`${passed} passed, ${total} failed\n`);
  }
}

type Counts = { passed: number; failed: number };

function count(modules: readonly TestModule[]): Counts {
  const counts = { passed: 0, failed: 0 };
  for (const module of modules) {
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed += 1;
      // A test that is still pending when the run ends was interrupted, so it has not passed.
      else if (state !== 'skipped') counts.failed += 1;
    }
  }
  return counts;
}

/** A pipe with a slow reader refuses data for a moment, and an exiting process cannot wait for an event. */
function writeLast(line: string): void {
  for (;;) {
    try {
      writeSync(1, line);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
