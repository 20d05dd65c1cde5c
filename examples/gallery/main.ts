import { once } from 'node:events';
import { openGallery } from './open-gallery.ts';

const gallery = await openGallery();
process.stdout.write(`
  The gallery      ${gallery.url}
  The playground   ${gallery.url}/playground

  Ctrl-C stops it.
`);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await gallery.close();
