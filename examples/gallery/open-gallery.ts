import { once } from 'node:events';
import { openNines } from '@nines/server/harness/nines-process';
import { freePort } from '@nines/server/harness/ports';
import { findHazards } from './hazards/find-hazards.ts';
import { createGalleryShops } from './shops.ts';
import { openSite } from './site.ts';

/** The running gallery. */
export type Gallery = { url: string; close(): Promise<void> };

/** Starts a server with a temporary database, and the gallery on it. */
export async function openGallery(): Promise<Gallery> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await openNines();
  const shops = createGalleryShops(server, url);
  const site = await openSite({ shops, hazards: await findHazards() }, port);
  return {
    url,
    async close() {
      site.close();
      site.closeAllConnections();
      await once(site, 'close');
      await server.stop();
    },
  };
}
