/** The resources to release at the end of a bench, also when it fails. */
export type Endings = {
  add(end: () => unknown): void;
  /** Releases all, the last one first. */
  run(): Promise<void>;
};

/** Collects the functions that release resources. Also runs them when the bench is interrupted. */
export function createEndings(): Endings {
  const endings: (() => unknown)[] = [];
  async function run(): Promise<void> {
    for (let end = endings.pop(); end; end = endings.pop()) await end();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
  function interrupted(): void {
    void run().finally(() => process.exit(130));
  }
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  return { add: (end) => endings.push(end), run };
}
