import type { CreatedShop } from '@nines/shared/wire/shop';
import { createShop } from '@nines/server/harness/shops';
import { allSteps, type Change } from './variants.ts';

/** The shops of the gallery, one for each name and settings. */
export type GalleryShops = {
  /** The address of the tag of a shop with this name. `change` adds to the settings with all steps. */
  tagUrl(name: string, change: Change): Promise<string>;
  /** The shop whose settings the playground changes. */
  playground(): Promise<{ tagUrl: string; change(settings: string): Promise<Response> }>;
};

/** Creates shops on a server when they are first asked for. All of them accept answers from `origin`. */
export function createGalleryShops(server: { url: string }, origin: string): GalleryShops {
  const tagUrls = new Map<string, Promise<string>>();
  let playground: Promise<CreatedShop> | undefined;

  const createWith = async (name: string, change: Change) => {
    const shop = await createShop(server, { name, origins: [origin], locale: 'en' });
    const reply = await patch(server, shop, JSON.stringify({ ...allSteps, ...change }));
    if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
    return shop;
  };
  const urlOf = ({ publicKey }: CreatedShop) => `${server.url}/w/${publicKey}.js`;

  return {
    tagUrl(name, change) {
      const id = JSON.stringify([name, change]);
      const known = tagUrls.get(id) ?? createWith(name, change).then(urlOf);
      tagUrls.set(id, known);
      return known;
    },
    async playground() {
      playground ??= createWith('Oever', {});
      const shop = await playground;
      return { tagUrl: urlOf(shop), change: (settings) => patch(server, shop, settings) };
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
