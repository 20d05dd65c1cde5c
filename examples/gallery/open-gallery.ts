import { once } from 'node:events';
import { freePort } from '../harness/free-port.ts';
import { startServer } from '../harness/server.ts';
import { furnish } from './showroom.ts';
import { openSite } from './site.ts';

/** The gallery while it is open. */
export type Gallery = { url: string; close(): Promise<void> };

/** Starts a server of its own, with a database that is gone afterwards, and opens the gallery on it. */
export async function openGallery(): Promise<Gallery> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer();
  const site = await openSite(await furnish(server, url), port);
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
