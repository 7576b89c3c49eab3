import { setTimeout as pause } from 'node:timers/promises';

/** Somebody who asks a product again and again whether all of it works. */
export interface Availability {
  /** Longest time between two good answers so far. Unit: ms. */
  longestMs(): number;
  stop(): Promise<void>;
}

/** ms between two questions. */
const STEP_MS = 20;

/** Begins to ask at once; a good answer is a health that is `ok`. */
export function watchAvailability(url: string): Availability {
  let longest = 0;
  let isStopped = false;
  let lastGood = performance.now();
  const ask = async (): Promise<void> => {
    while (!isStopped) {
      if (await isWell(url)) {
        longest = Math.max(longest, performance.now() - lastGood);
        lastGood = performance.now();
      }
      await pause(STEP_MS);
    }
  };
  const asking = ask();
  return {
    longestMs: () => longest,
    stop: () => {
      isStopped = true;
      return asking;
    },
  };
}

async function isWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(2_000) });
    return (
      response.status === 200 && ((await response.json()) as { status: string }).status === 'ok'
    );
  } catch {
    return false;
  }
}
