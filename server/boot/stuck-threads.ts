import type { Worker } from 'node:worker_threads';

/** How often threads are looked at. */
const LOOK_MS = 250;
/** A thread that stopped has left after this long, unless something holds it. */
const LEAVE_MS = 3_000;

/**
 * Watches every thread that this process starts from now on and calls `onStuck`, once for each,
 * when one runs no code any more and doesn't end either. So a thread hangs that was stopped from
 * outside (its heap was full, it was terminated) amid a write to lmdb: lmdb-js closes the file
 * when the thread leaves and then waits for a lock that this very thread holds. Nothing in the
 * process can free it, so no successor could write. Answers how to stop watching.
 */
export function watchThreads(onStuck: () => void): () => void {
  const looks = new Set<NodeJS.Timeout>();
  const born = (worker: Worker): void => {
    let hasRun = false;
    let stoppedAt = Number.NaN;
    const look = setInterval(() => {
      const runs = isRunning(worker);
      hasRun ||= runs;
      if (runs || !hasRun) return;
      if (Number.isNaN(stoppedAt)) stoppedAt = performance.now();
      if (performance.now() - stoppedAt < LEAVE_MS) return;
      forget();
      onStuck();
    }, LOOK_MS);
    const forget = (): void => {
      clearInterval(look);
      looks.delete(look);
    };
    look.unref();
    looks.add(look);
    worker.once('exit', forget);
  };
  process.on('worker', born);
  return () => {
    process.off('worker', born);
    for (const look of looks) clearInterval(look);
  };
}

/** Of a thread that has not begun, or has stopped, Node tells no times, but 0 or -1. */
function isRunning(worker: Worker): boolean {
  const { idle, active } = worker.performance.eventLoopUtilization();
  return idle >= 0 && active > 0;
}
