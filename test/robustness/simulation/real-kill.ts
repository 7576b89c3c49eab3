import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEngineCore } from '../../../engine/engine-core.ts';
import { Meta } from '../../../engine/stream/meta.ts';
import { tablesOf } from '../../engine/replay.ts';
import { FOLDER } from './folder.ts';
import { simulate } from './simulation.ts';

const CHILD = fileURLToPath(new URL('./kill-child.ts', import.meta.url));

/**
 * Crashes at a boundary twice: as the simulation does it, and by a process that kills itself
 * (SIGKILL) there. What the two directories tell differently: nothing, or the simulation proves
 * nothing.
 */
export async function compareWithKill(seed: number, ticks: number, at: number): Promise<string[]> {
  const folder = mkdtempSync(join(FOLDER, 'tongqu-kill-'));
  try {
    const simulated = join(folder, 'simulated');
    const keep = (dataDir: string): void => cpSync(dataDir, simulated, { recursive: true });
    await simulate({ seed, ticks, crashes: { at: [at] }, witness: { after: keep } });
    const killed = join(folder, 'killed');
    const left = await killedAt(seed, ticks, at);
    cpSync(left, killed, { recursive: true });
    rmSync(dirname(left), { recursive: true });
    const [one, other] = [await contentOf(simulated), await contentOf(killed)];
    return Object.keys(one)
      .filter((name) => one[name] !== other[name])
      .map((name) => `seed ${seed}, boundary ${at}: ${name}: ${one[name]} / ${other[name]}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the data of a process lie that killed itself at the boundary. */
function killedAt(seed: number, ticks: number, at: number): Promise<string> {
  const args = ['--import', 'tsx', CHILD, ...[seed, ticks, at].map(String)];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      if (error?.signal === 'SIGKILL' && stdout !== '') resolve(stdout);
      else reject(new Error(`the process was not killed: ${stderr}`));
    });
  });
}

/** Everything that a directory holds, as text by name. */
async function contentOf(dataDir: string): Promise<Record<string, string>> {
  const core = await openEngineCore({ dataDir, keepsLog: true });
  try {
    const { lastPosition, lastKey } = new Meta(core.store);
    const parts = {
      ...tablesOf(core.store),
      log: [...core.log.all()],
      end: [lastPosition, lastKey],
    };
    return Object.fromEntries(
      Object.entries(parts).map(([name, rows]) => [name, JSON.stringify(rows)]),
    );
  } finally {
    await core.close();
  }
}
