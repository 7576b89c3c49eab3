import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// Compiles the package into a folder, `dist` beside this file when none is named: JavaScript,
// declarations, and the one file that tsc does not copy. The project's own checks look at types.
const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, 'dist'));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const words = [tsc, '-p', join(here, 'tsconfig.package.json'), '--noCheck', '--outDir', out];
execFileSync(process.execPath, words, { stdio: 'inherit' });
mkdirSync(join(out, 'gateway'), { recursive: true });
copyFileSync(join(here, 'gateway/gateway.proto'), join(out, 'gateway/gateway.proto'));
