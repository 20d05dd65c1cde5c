import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportReport } from '@nines/shared/wire/import';
import type { CreatedShop, NewShop } from '@nines/shared/wire/shop';
import { sampleHistory } from './sample-history.ts';
import { DemoError, type DemoSettings } from './settings.ts';

/** The lines of one request: few enough to show progress, enough to be fast. */
const batchSize = 3_000;

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

/**
 * Imports the year of sample answers through the public API, and returns their number. A second import
 * adds nothing, because the same shop and end give the same ids.
 */
async function importSample(
  settings: DemoSettings,
  shop: DemoShop,
  say: (progress: string) => unknown,
): Promise<number> {
  const lines = [...sampleHistory(new Date(shop.sampleUntil))];
  let answers = 0;
  for (let start = 0; start < lines.length; start += batchSize) {
    const batch = lines.slice(start, start + batchSize);
    const content = batch.map((line) => JSON.stringify(line)).join('\n');
    const report = await ask<ImportReport>(
      settings,
      shop.secretKey,
      'POST',
      '/v1/imports',
      content,
    );
    const [firstError] = report.errors;
    if (firstError)
      throw new DemoError(`A sample answer was rejected: ${firstError.path} ${firstError.message}`);
    answers += batch.filter((line) => 'answeredAt' in line).length;
    say(`Adding a year of sample answers… ${answers.toLocaleString('en')}`);
  }
  return answers;
}

/** Sends a request to the private API. `content` is JSON, or NDJSON as a string. Throws a `DemoError` with the reply's text. */
async function ask<Answer>(
  { apiUrl }: DemoSettings,
  token: string,
  method: 'POST' | 'PATCH',
  path: string,
  content: object | string,
): Promise<Answer> {
  const isNdjson = typeof content === 'string';
  const reply = await fetch(apiUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': isNdjson ? 'application/x-ndjson' : 'application/json',
    },
    body: isNdjson ? content : JSON.stringify(content),
  });
  const text = await reply.text();
  if (!reply.ok)
    throw new DemoError(`${method} ${path} was answered with ${reply.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}
