import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { chineseLibraries } from './vite-chinese.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds styles and islands. Every page names its entries; libraries that only one page needs stay
 * out of the others' downloads.
 */
export default defineConfig({
  root: here('.'),
  base: '/assets/',
  publicDir: false,
  plugins: [chineseLibraries()],
  logLevel: 'warn',
  build: {
    outDir: here('../dist/web/assets'),
    emptyOutDir: true,
    assetsDir: '',
    manifest: true,
    target: 'es2022',
    chunkSizeWarningLimit: 3000,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        app: here('styles/app.css'),
        shell: here('islands/shell/shell.ts'),
        inbox: here('islands/inbox/inbox.ts'),
        task: here('islands/task/task.ts'),
        case: here('islands/case/case.ts'),
        copies: here('islands/copies/copies.ts'),
        start: here('islands/start/start.ts'),
        board: here('islands/board/board.ts'),
        designer: here('islands/designer/designer.ts'),
      },
    },
  },
});
