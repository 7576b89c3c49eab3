import { setTimeout as wait } from 'node:timers/promises';

const FIRST_MS = 200;
const LONGEST_MS = 5_000;

/**
 * Tries until it works, waiting longer each time (0.2 s to 5 s). `onFailure` hears every failure.
 * Answers null when `signal` stops it; throws never.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  onFailure: (error: unknown) => void,
  signal: AbortSignal,
): Promise<T | null> {
  for (let pauseMs = FIRST_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) return null;
      onFailure(error);
    }
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

/** The first line of what went wrong, for one clear log line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
