import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreatedShop, NewShop } from '@nines/shared/wire/shop';
import { ask } from './ask.ts';
import { importSample } from './import-sample.ts';
import type { DemoSettings } from './settings.ts';

/** The keys of the demo shop, kept in the data directory for the next run. */
export type DemoShop = Pick<CreatedShop, 'shopId' | 'publicKey' | 'secretKey' | 'surveyId'> & {
  /** The end of the sample history. It stays as it was, so that adding it again adds nothing. */
  sampleUntil: string;
  /** How many sample answers the database holds; absent while they are not all there. */
  sampleAnswers?: number;
};

/**
 * The demo shop of this data directory: found again, or created and filled with a year of sample
 * answers. A run that was cut off is taken up where it stopped. `say` is told what takes time.
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

/** `undefined` if there is none, or none that this database knows. */
async function readShop(file: string, settings: DemoSettings): Promise<DemoShop | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const shop = JSON.parse(text) as DemoShop;
  const known = await fetch(`${settings.apiUrl}/v1/shop`, {
    headers: { authorization: `Bearer ${shop.secretKey}` },
  });
  return known.ok ? shop : undefined;
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
    // The dashboard reads it here and says so; shoppers never see a survey's name.
    name: 'Na het afrekenen (sample data)',
    // Whoever tries the demo buys more than once, and wants to be asked each time.
    display: { delay: 1, rest: 0 },
  });
  const shop = { shopId, publicKey, secretKey, surveyId, sampleUntil: new Date().toISOString() };
  await writeShop(file, shop);
  return shop;
}

/** The shop by either name of this machine, since people type both. */
function originsOf({ shopUrl, port }: DemoSettings): string[] {
  return [...new Set([shopUrl, `http://127.0.0.1:${port + 1}`, `http://localhost:${port + 1}`])];
}

/** Readable by this user alone, and whole or not at all. */
async function writeShop(file: string, shop: DemoShop): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(shop, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
