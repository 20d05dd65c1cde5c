import type { ImportReport } from '@nines/shared/wire/import';
import { ask } from './ask.ts';
import { DemoError } from './demo-error.ts';
import type { DemoShop } from './demo-shop.ts';
import { sampleHistory } from './sample-history.ts';
import type { DemoSettings } from './settings.ts';

/**
 * Imports the year of sample answers through the public API, and returns their number. A second import
 * adds nothing, because the same shop and end give the same ids.
 */
export async function importSample(
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

/** The lines of one request: few enough to show progress, enough to be fast. */
const batchSize = 3_000;
