import { demoShop } from './demo/demo-shop.ts';
import { startNines } from './demo/nines-process.ts';
import { progress, screen } from './demo/output.ts';
import { DemoError, readSettings } from './demo/settings.ts';
import { openShop } from './plain-html/shop.ts';
import { fetchSigningKey } from './plain-html/sign-order.ts';

type Close = () => Promise<void>;

/** Starts Nines and the shop, and adds their close functions to `opened`. Rejects when Nines ends. */
async function serve(opened: Close[], say: (message: string) => unknown): Promise<never> {
  const settings = await readSettings(process.env);
  const { ninesUrl, apiUrl, host, port } = settings;
  say('Starting the database…');
  const nines = startNines(settings);
  opened.push(nines.stop);
  await nines.ready();
  const shop = await Promise.race([nines.ended, demoShop(settings, nines.adminToken, say)]);
  const tagUrl = `${ninesUrl}/w/${shop.publicKey}.js`;
  const signingKey = await fetchSigningKey(apiUrl, shop.secretKey);
  const example = await openShop({ tagUrl, signingKey, host, port: port + 1 });
  opened.push(example.close);
  say(screen(settings, shop));
  return nines.ended;
}

/**
 * Resolves on Ctrl-C, on another signal to stop, or when the reader of the output has gone (`| head`).
 * A second signal changes nothing.
 */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.on('error', () => resolve());
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve());
  });
}

async function main(): Promise<number> {
  const opened: Close[] = [];
  const say = progress(process.stdout);
  let stopping = false;
  try {
    await Promise.race([untilStopped(), serve(opened, (line) => stopping || say(line))]);
    stopping = true;
    say('\nStopping…');
    return 0;
  } catch (error) {
    const message = error instanceof DemoError ? error.message : String((error as Error).stack);
    process.stderr.write(`${message}\n`);
    return 1;
  } finally {
    for (const close of opened.toReversed()) await close();
  }
}

process.exit(await main());
