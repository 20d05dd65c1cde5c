import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { languages, textNames } from '@nines/shared/survey/names';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { beginExport } from '../../test/harness/slow-export.ts';
import { ask, post, postAnswer } from '../../test/harness/requests.ts';
import { pastCsv } from '../transfer/past-answers.ts';

/** What an attacker has: the server's address and a shop of its own. */
export type Target = { url: string; shop: CreatedShop };

/** Prepares an attack and returns one step of it, which several loops repeat. */
type Attack = { loops: number; start(target: Target): Promise<() => Promise<unknown>> };

/** What one shop, or a page that pretends to be one, may do to slow the others. */
export const attacks: Record<string, Attack> = {
  'settings of 60 kB, changed in a loop': {
    loops: 8,
    async start(target) {
      let changes = 0;
      const path = `/v1/surveys/${target.shop.surveyId}`;
      return async () => {
        const name = `Change ${(changes += 1)}`;
        await sendJson(target, 'PATCH', path, { name, texts: largeTexts(60) });
        await (await fetch(`${target.url}/w/${target.shop.publicKey}.js`)).text();
      };
    },
  },
  'surveys, added and removed in a loop': {
    loops: 8,
    async start(target) {
      return async () => {
        const { body } = await sendJson(target, 'POST', '/v1/surveys', { name: 'One more' });
        if (body.id) await sendJson(target, 'DELETE', `/v1/surveys/${body.id}`);
      };
    },
  },
  'exports, read slowly': {
    loops: 4,
    async start({ url, shop }) {
      await importRows({ url, shop }, 60_000);
      return async () => {
        const { status, close } = await beginExport({ url }, shop);
        await pause(status === 200 ? 1_000 : 100);
        close();
      };
    },
  },
  'many imports at once': {
    loops: 8,
    start: async (target) => () => importRows(target, 20_000),
  },
  'webhooks, twenty for each answer': {
    loops: 16,
    async start(target) {
      const url = await startReceiver();
      const urls = [url, url.replace('127.0.0.1', 'localhost')];
      for (let count = 0; count < 20; count += 1) {
        await sendJson(target, 'POST', '/v1/webhooks', { url: urls[count % 2] });
      }
      return () => postAnswer(target, target.shop, {});
    },
  },
  'loaders and badges that there are not': {
    loops: 32,
    start:
      async ({ url, shop }) =>
      async () => {
        const key = `${shop.publicKey.slice(0, -16)}${randomBytes(8).toString('hex')}`;
        await (await fetch(`${url}/w/${key}.js`)).text();
        await (await fetch(`${url}/badge/${key}.svg`)).text();
      },
  },
  'bodies as large as they may be': {
    loops: 8,
    async start(target) {
      const fields = Array.from({ length: 11_500 }, (_, index) => [`k${index}`, 1]);
      const large = JSON.stringify(Object.fromEntries(fields));
      const huge = 'x'.repeat(1_000_000);
      return async () => {
        await sendText(target, 'POST', '/v1/surveys', large);
        await sendText(target, 'POST', '/v1/surveys', huge);
        await post(target, '/v1/responses', large.slice(0, 16_000));
      };
    },
  },
  'pages with strange answers': {
    loops: 32,
    async start(target) {
      const key = target.shop.publicKey;
      const keys = Array.from({ length: 20 }, (_, index) => `p${index}`);
      return async () => {
        const random = randomBytes(6).toString('hex');
        const origin = `https://${random}.example`;
        const preflight = { origin, 'access-control-request-method': 'POST' };
        await fetch(`${target.url}/v1/responses`, { method: 'OPTIONS', headers: preflight });
        const properties = Object.fromEntries(keys.map((name) => [name, random.repeat(16)]));
        await postAnswer(target, target.shop, { properties, comment: random.repeat(160) });
        await postAnswer(target, target.shop, { survey: random.slice(0, 10) });
        await post(target, '/v1/responses', JSON.stringify({ key, id: random }), { origin });
      };
    },
  },
};

function sendJson(target: Target, method: string, path: string, body?: object) {
  return sendText(target, method, path, body && JSON.stringify(body));
}

function sendText({ url, shop }: Target, method: string, path: string, body?: string) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  return ask({ url }, shop, path, { method, headers, body: body ?? null });
}

async function importRows({ url, shop }: Target, rows: number): Promise<void> {
  const { status } = await ask({ url }, shop, '/v1/imports', {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: ReadableStream.from(pastCsv(rows, randomBytes(4).toString('hex'))),
    duplex: 'half',
  } as RequestInit);
  if (status === 429) await pause(100);
}

/** Texts of about so many kilobytes of JSON. */
function largeTexts(kilobytes: number): Record<string, Record<string, string>> {
  const texts: Record<string, Record<string, string>> = {};
  let left = kilobytes * 1_024;
  for (const language of languages) {
    for (const name of textNames) {
      if ((left -= 500) < 0) return texts;
      // Three bytes for each character.
      (texts[language] ??= {})[name] = '€'.repeat(160);
    }
  }
  return texts;
}

/** A receiver of webhooks that replies after 50 ms. */
async function startReceiver(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    setTimeout(() => response.writeHead(204).end(), 50);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
