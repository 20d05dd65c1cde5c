import { once } from 'node:events';
import { openNines } from '@nines/server/harness/nines-process';
import { freePort } from '@nines/server/harness/ports';
import { createGalleryShops } from './gallery-shops.ts';
import { openSite } from './site.ts';

/** The running gallery. */
export type Gallery = { url: string; close(): Promise<void> };

/** Starts a server with a temporary database, and the gallery on it. */
export async function openGallery(): Promise<Gallery> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await openNines();
  const site = await openSite(await createGalleryShops(server, url), port);
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
