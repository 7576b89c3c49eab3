import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../architecture/project-files.ts';
import { temporaryFolder } from '../../support/product.ts';

/** The built engine as a process of its own, on an empty folder. */
export interface EngineProcess {
  readonly address: string;
  readonly portNumber: number;
  /** Memory of its own: pages of its file that the kernel keeps mapped are not counted. */
  privateMb(): number;
  openFiles(): number;
  /** Ends it and removes its folder; rejects when it had ended before. */
  stop(): Promise<void>;
}

/**
 * Starts `dist/engine/cli.js` on a free port.
 *
 * @throws with what it said when it ends before it is ready
 */
export async function startEngineProcess(): Promise<EngineProcess> {
  const folder = temporaryFolder('engine');
  const cli = path.join(projectRoot, 'dist/engine/cli.js');
  const child = spawn(process.execPath, [cli, '--port', '0', '--data', folder.path]);
  const exited = once(child, 'exit');
  const said: string[] = [];
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
  const failed = exited.then(([code, signal]) => {
    throw new Error(`the engine ended with ${String(code ?? signal)}: ${said.join('')}`);
  });
  const first = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [line] = await Promise.race([first, failed]);
  const address = /127\.0\.0\.1:\d+/.exec(line)?.[0];
  const pid = child.pid;
  if (!address || pid === undefined) throw new Error(`the engine says ${line}`);
  return {
    address,
    portNumber: Number(address.split(':')[1]),
    privateMb: () => privateMbOf(pid),
    openFiles: () => readdirSync(`/proc/${pid}/fd`).length,
    stop: async () => {
      const isGone = child.exitCode !== null || child.signalCode !== null;
      child.kill('SIGTERM');
      failed.catch(() => undefined);
      await exited;
      folder.remove();
      if (isGone) throw new Error(`the engine had ended by itself: ${said.join('')}`);
    },
  };
}

function privateMbOf(pid: number): number {
  const kb = /RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb ?? 0) / 1024;
}
