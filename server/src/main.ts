import { readConfig, StartError } from './config/config.ts';
import { ignoreLostConnections } from './operations/log.ts';
import { startServer } from './server.ts';

/** Longer than this, and whoever runs us will kill us anyway. */
const drainMilliseconds = 9_500;

ignoreLostConnections();
try {
  const starting = startServer(readConfig(process.env));
  let stopping: Promise<void> | undefined;
  // Also while starting: what has been started, a database above all, must be stopped again. And also
  // twice: a supervisor and the terminal's process group may both send it, which is no reason to hurry.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping ??= stop();
    });
  }
  const stop = async () => {
    setTimeout(() => process.exit(1), drainMilliseconds).unref();
    const server = await starting.catch(() => undefined);
    await server?.stop();
    process.exit(server ? 0 : 1);
  };
  await starting;
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
