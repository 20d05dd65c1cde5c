import { describe, expect, it } from 'vitest';
import { runMemory } from '../harness/memory-run.ts';
import { repeats } from '../harness/soak.ts';

/** 48 MB, although the queue holds at most 32 MB. */
const crowd = { connections: 1_000, ahead: 6, refusals: repeats(500, 20_000) };

describe.skipIf(process.platform !== 'linux')('memory', () => {
  it.each(['slow', 'gone'] as const)(
    'stays bounded while the database is %s and a thousand connections keep sending',
    { timeout: 600_000 },
    async (outage) => {
      const report = await runMemory({ outage, ...crowd });
      process.stdout.write(`${outage}: ${JSON.stringify(report)}\n`);
      expect(report.waiting).toBeLessThanOrEqual(10_000);
      expect(report.waitingMegabytes).toBeLessThan(33);
      expect(report.reasons['Too many answers at once; try again soon']).toBeGreaterThan(0);
      // In practice a third of it. The limit is generous, because V8 decides when to collect garbage.
      expect(report.peak).toBeLessThan(1_000);
    },
  );
});
