import { setTimeout as wait } from 'node:timers/promises';

/** Looks until the fact is there; fails with its name when it never comes. */
export async function until<T>(
  fact: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  patienceMs = 15_000,
): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > giveUpAt) throw new Error(`it never came to be that ${fact}`);
    await wait(20);
  }
}
