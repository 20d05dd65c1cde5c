import { defineConfig } from 'vite';

/**
 * Builds the owner's pages into `dist/`, which the server serves at `/dashboard` under a
 * Content-Security-Policy of `default-src 'self'`: nothing may be inlined, hence no data: addresses.
 * `vite --config dashboard/vite.config.ts` in server/ serves them while you work on them, next to a
 * server on its default port.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/dashboard/',
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, reportCompressedSize: false },
  server: { host: '127.0.0.1', proxy: { '/v1': 'http://127.0.0.1:8080' } },
});
