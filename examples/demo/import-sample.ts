import type { ImportReport } from '@nines/shared/wire/import';
import { ask } from './ask.ts';
import { DemoError } from './demo-error.ts';
import type { DemoShop } from './demo-shop.ts';
import { sampleHistory } from './sample-history.ts';
import type { DemoSettings } from './settings.ts';

/**
 * Adds the year of sample answers through the import that shop owners use, and gives their number.
 * Doing it twice adds nothing, since the same shop and end give the same answers.
 */
export async function importSample(
  settings: DemoSettings,
  shop: DemoShop,
  say: (progress: string) => unknown,
): Promise<number> {
  const lines = [...sampleHistory(new Date(shop.sampleUntil))];
  let answers = 0;
  for (let start = 0; start < lines.length; start += linesAtOnce) {
    const some = lines.slice(start, start + linesAtOnce);
    const content = some.map((line) => JSON.stringify(line)).join('\n');
    const report = await ask<ImportReport>(
      settings,
      shop.secretKey,
      'POST',
      '/v1/imports',
      content,
    );
    const [fault] = report.errors;
    if (fault) throw new DemoError(`A sample answer was refused: ${fault.path} ${fault.message}`);
    answers += some.filter((line) => 'answeredAt' in line).length;
    say(`Adding a year of sample answers… ${answers.toLocaleString('en')}`);
  }
  return answers;
}

/** Few enough to show progress, enough to be quick. */
const linesAtOnce = 3_000;
