import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../architecture/project-files.ts';
import { temporaryFolder } from './product.ts';

/** How the built engine is spawned. */
export interface EngineSpawn {
  readonly dataFolder: string;
  /** Port of its gateway; 0, the default, takes a free one. */
  readonly port?: number;
  /** More words for Node, such as those that write a profile. */
  readonly nodeWords?: readonly string[];
  /** Where such a profile goes; this process's folder when left out. */
  readonly workingFolder?: string;
}

/** The built engine alone, ready, on an empty folder that goes with it. */
export interface BuiltEngine {
  /** `host:port` of its gateway. */
  readonly address: string;
  readonly pid: number;
  /** From spawn to the line that says that it is ready, in milliseconds. */
  readonly readyMs: number;
  /** Ends it and removes its folder; rejects when it had ended before. */
  stop(): Promise<void>;
}

/** Starts `dist/engine/cli.js` as `npm run engine` does, and waits for nothing. */
export function spawnEngine(how: EngineSpawn): ChildProcessWithoutNullStreams {
  const { dataFolder, port = 0, nodeWords = [], workingFolder } = how;
  const cli = path.join(projectRoot, 'dist/engine/cli.js');
  const words = [...nodeWords, cli, '--port', String(port), '--data', dataFolder];
  return spawn(process.execPath, words, { cwd: workingFolder });
}

/**
 * Starts it on a free port and an empty folder.
 *
 * @throws with what it said when it ends before it is ready
 */
export async function startBuiltEngine(nodeWords: readonly string[] = []): Promise<BuiltEngine> {
  const folder = temporaryFolder('engine');
  const spawnedAt = performance.now();
  const child = spawnEngine({ dataFolder: folder.path, nodeWords });
  const exited = once(child, 'exit');
  const said: string[] = [];
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
  const failed = exited.then(([code, signal]) => {
    throw new Error(`the engine ended with ${String(code ?? signal)}: ${said.join('')}`);
  });
  const first = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [line] = await Promise.race([first, failed]);
  const readyMs = performance.now() - spawnedAt;
  failed.catch(() => undefined);
  const address = /127\.0\.0\.1:\d+/.exec(line)?.[0];
  const pid = child.pid;
  if (!address || pid === undefined) throw new Error(`the engine says ${line}`);
  return {
    address,
    pid,
    readyMs,
    stop: async () => {
      const isGone = child.exitCode !== null || child.signalCode !== null;
      child.kill('SIGTERM');
      await exited;
      folder.remove();
      if (isGone) throw new Error(`the engine had ended by itself: ${said.join('')}`);
    },
  };
}
