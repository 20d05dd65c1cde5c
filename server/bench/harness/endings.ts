/** What has to be ended when a bench is over, however it ends. */
export type Endings = {
  add(end: () => unknown): void;
  /** Ends all, the last first. */
  run(): Promise<void>;
};

/** Keeps endings, and runs them also when the bench is interrupted. */
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
