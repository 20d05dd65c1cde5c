import { styleText } from 'node:util';
import type { DemoShop } from './demo-shop.ts';
import type { DemoSettings } from './settings.ts';

/** The text for the terminal once all is running: the addresses, and how to stop the demo. */
export function screen(settings: DemoSettings, shop: Required<DemoShop>): string {
  const { ninesUrl, shopUrl, dataDir } = settings;
  const numbers = `${ninesUrl}/v1/surveys/${shop.surveyId}/aggregate?interval=month&compare=previous`;
  const answers = shop.sampleAnswers.toLocaleString('en');
  return `
${bold('Nines is running.')}

  ${bold('The shop')}       ${shopUrl}/
                 Buy the mug, then rate it on the page that thanks you.

  ${bold('The dashboard')}  ${ninesUrl}/dashboard#key=${shop.secretKey}
                 You are signed in, with a year of ${answers} sample answers.

  ${bold('The numbers')}    curl -H 'Authorization: Bearer ${shop.secretKey}' '${numbers}'

Ctrl-C stops it. The data stays in ${dataDir}.`;
}

function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}

/**
 * Prints progress. In a terminal a message that repeats with another number (`… 1,000`, `… 2,000`) replaces
 * the line before; in a file or a pipe each message is a new line.
 */
export function progress(output: NodeJS.WriteStream): (message: string) => void {
  if (!output.isTTY) return (message) => void output.write(`${message}\n`);
  let last = '';
  return (message) => {
    const replacesLast = last !== '' && textBeforeNumber(message) === textBeforeNumber(last);
    output.write(replacesLast ? `\u001B[1A\r\u001B[2K${message}\n` : `${message}\n`);
    last = message;
  };
}

function textBeforeNumber(message: string): string {
  return message.replace(/…[^…]*$/, '');
}
