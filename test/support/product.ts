import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = path.resolve(fileURLToPath(import.meta.url), '../../..');
const main = path.join(root, 'dist/server/main.js');

/** The whole product as a child process, as `npm start` runs it. */
export interface RunningProduct {
  readonly url: string;
  readonly pid: number;
  /** From spawn to the line that says that pages are served, and to the one that all is ready. */
  readonly servedMs: number;
  readonly readyMs: number;
  /** Ends it in the right order and waits for it. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** What it said so far, for a failing test. */
  said(): string;
}

/** How to start it: its data folder, and more environment variables. */
export interface ProductOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A new folder for a test's data; `remove` deletes it. */
export function temporaryFolder(name: string): { path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), `tongqu-${name}-`));
  return {
    path: folder,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Whether `npm run build` has been run. */
export function isBuilt(): boolean {
  return existsSync(main);
}

/**
 * Starts the built product on a free port and waits until it is ready.
 *
 * @throws with all it said when it ends before, or when it is not built
 */
export async function startProduct(options: ProductOptions): Promise<RunningProduct> {
  if (!isBuilt()) throw new Error('dist/ is missing: run `npm run build` first');
  const startedAt = performance.now();
  const child = spawn(process.execPath, [main], {
    cwd: root,
    env: { ...cleanEnvironment(), PORT: '0', DATA_DIR: options.dataDir, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const exited = once(child, 'exit');
  const heard = listen(child, lines, startedAt);
  const failed = exited.then(([code]) => {
    throw new Error(`the product ended with ${String(code)}:\n${lines.join('\n')}`);
  });
  failed.catch(() => undefined);
  const { url, servedMs, readyMs } = await Promise.race([heard, failed]);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return {
    url,
    pid: child.pid ?? 0,
    servedMs,
    readyMs,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    said: () => lines.join('\n'),
  };
}

/** The environment without what would change the product's configuration. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR, SystemRoot } = process.env;
  return { PATH, HOME, LANG, TMPDIR, SystemRoot };
}

function listen(
  child: ChildProcess,
  lines: string[],
  startedAt: number,
): Promise<{ url: string; servedMs: number; readyMs: number }> {
  let servedMs = Number.NaN;
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (/pages are served at/.test(line)) servedMs = performance.now() - startedAt;
        const ready = /Tongqu is ready: (\S+)/.exec(line);
        if (ready?.[1]) {
          resolve({ url: ready[1], servedMs, readyMs: performance.now() - startedAt });
        }
      });
    }
  });
}
