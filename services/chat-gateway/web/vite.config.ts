import { defineConfig } from 'vite';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The page's policy lets fonts and images come from files of its own server only.
  build: { assetsInlineLimit: 0, target: 'es2022' },
});
