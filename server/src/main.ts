import { readConfig, StartError } from './config.ts';
import { survivesLostConnections } from './operations/stray-rejections.ts';
import { startServer } from './server.ts';

/** Longer than this, and whoever runs us will kill us anyway. */
const drainMilliseconds = 9_500;

survivesLostConnections();
try {
  const starting = startServer(readConfig(process.env));
  // Also while starting: what has been started, a database above all, must be stopped again.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), drainMilliseconds).unref();
      void starting.then((server) => server.stop()).then(() => process.exit(0));
    });
  }
  await starting;
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
