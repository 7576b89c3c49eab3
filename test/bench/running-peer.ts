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
