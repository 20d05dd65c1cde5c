import { defineConfig } from 'vite';

/**
 * Builds the dashboard into `dist/`, which the server serves at `/dashboard`. The server's
 * Content-Security-Policy is `default-src 'self'`, so no file can be inlined as a `data:` URL.
 *
 * For development, run `vite --config dashboard/vite.config.ts` in `server/`, beside a server on its
 * default port.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/dashboard/',
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, reportCompressedSize: false },
  server: { host: '127.0.0.1', proxy: { '/v1': 'http://127.0.0.1:8080' } },
});
