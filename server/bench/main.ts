/** The benchmarks by name; each prints its table and its figures as JSON. */
const benches: Record<string, () => Promise<(opts: BenchOptions) => Promise<void>>> = {
  ingest: async () => (await import('./ingest/bench-ingest.ts')).benchIngest,
  growth: async () => (await import('./growth/bench-growth.ts')).benchGrowth,
  transfer: async () => (await import('./transfer/bench-transfer.ts')).benchTransfer,
  aggregate: async () => (await import('./aggregate/bench-aggregate.ts')).benchAggregate,
  loader: async () => (await import('./loader/bench-loader.ts')).benchLoader,
  tenants: async () => (await import('./tenants/bench-tenants.ts')).benchTenants,
  widget: async () => (await import('./widget/bench-widget.ts')).benchWidget,
  fuzz: async () => (await import('./fuzz/bench-fuzz.ts')).benchFuzz,
  faults: async () => (await import('./faults/bench-faults.ts')).benchFaults,
};

/** `short`: fewer and shorter rounds, which show that everything works but give no reliable figures. */
export type BenchOptions = { short: boolean; args: readonly string[] };

const [name, ...args] = process.argv.slice(2);
if (name !== undefined && !(name in benches)) {
  process.stderr.write(
    `There is no bench "${name}"; there are: ${Object.keys(benches).join(', ')}\n`,
  );
  process.exitCode = 1;
} else {
  for (const [each, load] of Object.entries(benches)) {
    if (name !== undefined && each !== name) continue;
    const bench = await load();
    await bench({ short: name === undefined || args.includes('--short'), args });
  }
}
