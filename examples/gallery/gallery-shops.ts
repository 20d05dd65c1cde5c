import type { CreatedShop } from '@nines/shared/wire/shop';
import { createShop } from '@nines/server/harness/shops';
import { allSteps, looks, type Change } from './variants.ts';

/** The shops of the gallery, and the shop whose settings the playground changes. */
export type GalleryShops = {
  /** The address of the tag, by look. */
  tagUrls: ReadonlyMap<string, string>;
  playground: { tagUrl: string; change(settings: string): Promise<Response> };
};

/** Creates a shop for each look on a server. All of them accept answers from `origin`. */
export async function createGalleryShops(
  server: { url: string },
  origin: string,
): Promise<GalleryShops> {
  const createWith = async (change: Change) => {
    const shop = await createShop(server, { name: 'Oever', origins: [origin], locale: 'en' });
    const reply = await patch(server, shop, JSON.stringify({ ...allSteps, ...change }));
    if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
    return shop;
  };
  const tagUrl = ({ publicKey }: CreatedShop) => `${server.url}/w/${publicKey}.js`;
  const tagUrls = new Map<string, string>();
  for (const [name, look = {}] of Object.entries(looks)) {
    tagUrls.set(name, tagUrl(await createWith({ look })));
  }
  const playgroundShop = await createWith({});
  return {
    tagUrls,
    playground: {
      tagUrl: tagUrl(playgroundShop),
      change: (settings) => patch(server, playgroundShop, settings),
    },
  };
}

function patch(server: { url: string }, shop: CreatedShop, settings: string): Promise<Response> {
  return fetch(`${server.url}/v1/surveys/${shop.surveyId}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${shop.secretKey}`, 'content-type': 'application/json' },
    body: settings,
  });
}
