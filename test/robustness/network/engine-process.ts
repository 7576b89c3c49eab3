import { readdirSync, readFileSync } from 'node:fs';
import { type BuiltEngine, startBuiltEngine } from '../../support/built-engine.ts';

/** The built engine as a process of its own, with what it holds of its machine. */
export interface EngineProcess extends BuiltEngine {
  readonly portNumber: number;
  /** Memory of its own: pages of its file that the kernel keeps mapped are not counted. */
  privateMb(): number;
  openFiles(): number;
}

/**
 * Starts it on a free port and an empty folder.
 *
 * @throws with what it said when it ends before it is ready
 */
export async function startEngineProcess(): Promise<EngineProcess> {
  const engine = await startBuiltEngine();
  return {
    ...engine,
    portNumber: Number(engine.address.split(':')[1]),
    privateMb: () => privateMbOf(engine.pid),
    openFiles: () => readdirSync(`/proc/${engine.pid}/fd`).length,
  };
}

function privateMbOf(pid: number): number {
  const kb = /RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb ?? 0) / 1024;
}
