import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chainXml } from '../processes.ts';
import { takeAlong } from './children.ts';
import type { BenchedLibrary, Figures } from './peer.ts';
import { stopChild } from '../../support/child.ts';

/** How to start a process that holds a library. */
export interface LibraryProgram {
  readonly program: string;
  readonly words: readonly string[];
  /** In whose words the diagrams are written. */
  readonly dialect: 'camunda7' | 'flowable' | 'function';
}

const CHAINS = [1, 3];

/**
 * Starts a process that answers each line of its input by one line of JSON: `deploy ID BASE64`,
 * `chain ID MILLISECONDS SINGLES`. It says one line when it is ready, and gets both chains.
 * @throws when it ends before it has answered; what it said is in the folder's `log`
 */
export async function startLibrary(
  { program, words, dialect }: LibraryProgram,
  folder: string,
): Promise<BenchedLibrary> {
  const child = takeAlong(spawn(program, words, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] }));
  child.stderr.pipe(createWriteStream(join(folder, 'log')));
  const lines = linesOf(child);
  const ask = async (line: string): Promise<Figures> => {
    child.stdin.write(`${line}\n`);
    return JSON.parse(await lines()) as Figures;
  };
  try {
    await lines();
    for (const steps of CHAINS) {
      const id = `chain-${steps}`;
      const xml = chainXml(id, steps, { type: id, words: dialect });
      await ask(`deploy ${id} ${Buffer.from(xml).toString('base64')}`);
    }
  } catch (error) {
    await stopChild(child);
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    chain: (steps, measureMs, singles) => ask(`chain chain-${steps} ${measureMs} ${singles}`),
    stop: () => stopChild(child),
  };
}

/** Gives the lines of a process one after the other. */
function linesOf(child: ChildProcess): () => Promise<string> {
  if (child.stdout === null) throw new Error('a process without output');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => {
    const next = await lines.next();
    if (next.done) throw new Error(`the process ended with ${String(child.exitCode)}`);
    return next.value;
  };
}
