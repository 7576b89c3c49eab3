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

/** A product that was started and may not be ready yet. */
export interface LaunchedProduct {
  readonly pid: number;
  /** Resolves when all is ready; rejects with all it said when it ends before. */
  readonly ready: Promise<RunningProduct>;
  /** Resolves when it and a successor that it started itself have ended, however that came. */
  readonly ended: Promise<void>;
  /** Sends a signal, to the successor where it started one itself, and waits for nothing. */
  signal(signal: NodeJS.Signals): void;
  /** What it said so far. */
  said(): string;
}

/** How to start it: its data folder, and more environment variables. */
export interface ProductOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program and its first arguments that run it in turn, as `sh -c 'ulimit …; exec "$@"' sh`. */
  readonly wrapper?: readonly string[];
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
  return launchProduct(options).ready;
}

/**
 * Starts the built product on a free port and does not wait: for what happens before it is ready.
 *
 * @throws when it is not built
 */
export function launchProduct(options: ProductOptions): LaunchedProduct {
  if (!isBuilt()) throw new Error('dist/ is missing: run `npm run build` first');
  const startedAt = performance.now();
  const [program, ...words] = [...(options.wrapper ?? []), process.execPath, main];
  const child = spawn(program!, words, {
    cwd: root,
    env: { ...cleanEnvironment(), PORT: '0', DATA_DIR: options.dataDir, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const said = (): string => lines.join('\n');
  // not `exit`: a successor that it starts by itself keeps its output open
  const exited = once(child, 'close');
  const send = (signal: NodeJS.Signals): void => {
    const successor = successorIn(lines);
    if (successor === null) child.kill(signal);
    else if (existsSync(`/proc/${successor}`)) process.kill(successor, signal);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    send(signal);
    await exited;
  };
  const heard = listen(child, lines, startedAt).then((times) => ({
    ...times,
    pid: child.pid ?? 0,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    said,
  }));
  const failed = exited.then(([code]) => {
    throw new Error(`the product ended with ${String(code)}:\n${said()}`);
  });
  const ready = Promise.race([heard, failed]);
  // Whoever kills it before it is ready need not listen.
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    ended: exited.then(() => undefined),
    signal: send,
    said,
  };
}

/** The process that took over from the one that was started, or null. */
function successorIn(lines: readonly string[]): number | null {
  const line = lines.findLast((said) => said.includes('starting over as process'));
  return line === undefined ? null : Number(/\d+$/.exec(line)?.[0]);
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
