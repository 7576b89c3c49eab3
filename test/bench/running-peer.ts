import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchedBroker, BenchedLibrary, Figures, Peer } from './peers/peer.ts';
import { residentMbOf } from './process-facts.ts';
import type { LoadWorkload, Scale } from './workloads/workload.ts';

/** A peer that was started once and idles while others are measured. */
export interface RunningPeer {
  readonly peer: Peer;
  /** Measures one round. */
  round(workload: LoadWorkload, scale: Scale): Promise<Figures>;
  residentMb(): number;
  stop(): Promise<void>;
}

const ROUND_WITHIN_MS = 180_000;

const pids = new Set<number>();

/** Whoever leaves early takes them along. */
process.on('exit', () => {
  for (const pid of pids) kill(pid, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(130));
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself: who needs it will notice.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Starts a peer on a folder of its own. It goes on running, idle, while others are measured: when
 * it is stopped by a signal, Zeebe loses its inner connections after 15 seconds.
 * @throws what the peer says when it cannot start
 */
export async function runPeer(peer: Peer): Promise<RunningPeer> {
  const folder = mkdtempSync(join(tmpdir(), `tongqu-bench-${peer.id}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  let it: BenchedBroker | BenchedLibrary;
  try {
    it = await peer.start(folder);
  } catch (error) {
    remove();
    throw error;
  }
  const { pid } = it;
  pids.add(pid);
  return {
    peer,
    round: (workload, scale) =>
      inTime(
        'address' in it
          ? workload.onBroker(it, scale)
          : (workload.onLibrary?.(it, scale) ?? Promise.resolve({})),
      ),
    residentMb: () => residentMbOf(pid),
    stop: async () => {
      await it.stop();
      pids.delete(pid);
      remove();
    },
  };
}

/** Whether a workload can be measured on a peer. */
export function isFor(workload: LoadWorkload, peer: Peer): boolean {
  return peer.kind === 'broker' || workload.onLibrary !== undefined;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = pause(ROUND_WITHIN_MS, undefined, { ref: false }).then(() => {
    throw new Error(`the round was not over within ${ROUND_WITHIN_MS / 1000} s`);
  });
  return Promise.race([work, late]);
}
