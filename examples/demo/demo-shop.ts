import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreatedShop, NewShop } from '@nines/shared/wire/shop';
import { ask } from './ask.ts';
import { importSample } from './import-sample.ts';
import type { DemoSettings } from './settings.ts';

/** The keys of the demo shop, kept in the data directory for the next run. */
export type DemoShop = Pick<CreatedShop, 'shopId' | 'publicKey' | 'secretKey' | 'surveyId'> & {
  /** The end of the sample history. It never changes, so that a second import adds nothing. */
  sampleUntil: string;
  /** The number of sample answers in the database; absent until all are imported. */
  sampleAnswers?: number;
};

/**
 * The demo shop of this data directory. The first run creates it and imports a year of sample answers. The
 * run after an interrupted one completes the import. `say` gets the progress.
 */
export async function demoShop(
  settings: DemoSettings,
  adminToken: string,
  say: (progress: string) => unknown,
): Promise<Required<DemoShop>> {
  const file = join(settings.dataDir, 'demo.json');
  const shop = (await readShop(file, settings)) ?? (await createShop(file, settings, adminToken));
  await ask(settings, shop.secretKey, 'PATCH', '/v1/shop', { origins: originsOf(settings) });
  const { sampleAnswers = await importSample(settings, shop, say) } = shop;
  const filled = { ...shop, sampleAnswers };
  await writeShop(file, filled);
  return filled;
}

/** The stored shop; `undefined` if there is none, or if this database does not have it. */
async function readShop(file: string, settings: DemoSettings): Promise<DemoShop | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const shop = JSON.parse(text) as DemoShop;
  const reply = await fetch(`${settings.apiUrl}/v1/shop`, {
    headers: { authorization: `Bearer ${shop.secretKey}` },
  });
  return reply.ok ? shop : undefined;
}

async function createShop(
  file: string,
  settings: DemoSettings,
  adminToken: string,
): Promise<DemoShop> {
  const wanted: NewShop = {
    name: 'Oever',
    origins: originsOf(settings),
    timezone: 'Europe/Amsterdam',
    currency: 'EUR',
    locale: 'nl',
  };
  const created = await ask<CreatedShop>(settings, adminToken, 'POST', '/v1/shops', wanted);
  const { shopId, publicKey, secretKey, surveyId } = created;
  await ask(settings, secretKey, 'PATCH', `/v1/surveys/${surveyId}`, {
    // The dashboard shows this name to say that the data is a sample. Shoppers do not see it.
    name: 'Na het afrekenen (sample data)',
    // People who try the demo buy more than once, so ask each time.
    display: { delay: 1, rest: 0 },
  });
  const shop = { shopId, publicKey, secretKey, surveyId, sampleUntil: new Date().toISOString() };
  await writeShop(file, shop);
  return shop;
}

/** The shop's origins: `localhost` and `127.0.0.1`, because people use both. */
function originsOf({ shopUrl, port }: DemoSettings): string[] {
  return [...new Set([shopUrl, `http://127.0.0.1:${port + 1}`, `http://localhost:${port + 1}`])];
}

/** Writes the file atomically, readable by this user only. */
async function writeShop(file: string, shop: DemoShop): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(shop, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
