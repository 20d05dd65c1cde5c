import { readConfig, StartError } from './config/config.ts';
import { ignoreLostConnections } from './operations/log.ts';
import { startServer } from './server.ts';

/** The process exits after this time. Supervisors usually kill it after ten seconds. */
const stopTimeoutMs = 9_500;

ignoreLostConnections();
try {
  const starting = startServer(readConfig(process.env));
  let stopping: Promise<void> | undefined;
  // A signal while starting stops what was started, above all the database. A second signal changes nothing: a
  // supervisor and the terminal's process group may both send one.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping ??= stop();
    });
  }
  const stop = async () => {
    setTimeout(() => process.exit(1), stopTimeoutMs).unref();
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
