import type { CreatedShop } from '@nines/shared/wire/shop';
import type { NinesServer } from '../harness/server.ts';
import { createShop } from '../harness/shop.ts';
import { conversation, looks, type Change } from './variants.ts';

/** The shops behind the gallery, and the one whose settings the playground changes. */
export type Showroom = {
  /** The address of the tag by look. */
  tagUrls: ReadonlyMap<string, string>;
  playground: { tagUrl: string; change(settings: string): Promise<Response> };
};

/** Furnishes a server with a shop for each look; all of them may be asked from `origin`. */
export async function furnish(server: NinesServer, origin: string): Promise<Showroom> {
  const open = async (change: Change) => {
    const shop = await createShop(server, { name: 'Oever', origins: [origin], locale: 'en' });
    const reply = await patch(server, shop, JSON.stringify({ ...conversation, ...change }));
    if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
    return shop;
  };
  const tagUrl = ({ publicKey }: CreatedShop) => `${server.url}/w/${publicKey}.js`;
  const tagUrls = new Map<string, string>();
  for (const [name, look = {}] of Object.entries(looks)) {
    tagUrls.set(name, tagUrl(await open({ look })));
  }
  const trial = await open({});
  return {
    tagUrls,
    playground: { tagUrl: tagUrl(trial), change: (settings) => patch(server, trial, settings) },
  };
}

function patch(server: NinesServer, shop: CreatedShop, settings: string): Promise<Response> {
  return fetch(`${server.url}/v1/surveys/${shop.surveyId}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${shop.secretKey}`, 'content-type': 'application/json' },
    body: settings,
  });
}
