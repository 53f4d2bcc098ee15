import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { responseHeaders } from './src/response-headers.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

export default defineConfig({
  base: './',
  plugins: [
    svelte(),
    {
      // Hosts that send no headers still get the policy; the development server needs inline styles.
      name: 'content-policy',
      apply: 'build',
      transformIndexHtml: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: responseHeaders['Content-Security-Policy'] ?? '' },
          injectTo: 'head-prepend',
        },
      ],
    },
    // Only the list of files is the plugin's; how they are kept is src/offline.ts.
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'offline.ts',
      injectRegister: null,
      manifest: false,
      injectManifest: {
        globPatterns: ['**/*'],
        globIgnores: ['offline.js', 'report.png'],
        maximumFileSizeToCacheInBytes: 64 * 2 ** 20,
      },
    }),
  ],
  define: { __APP_VERSION__: JSON.stringify(version) },
  // Data addresses would need a weaker content policy, and files are fetched by their own address.
  build: { target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  worker: { format: 'es' },
  preview: { headers: { ...responseHeaders } },
  test: {
    reporters: ['default', './test/counts.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/e2e/site.ts',
          // One browser at a time: two would measure each other.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
