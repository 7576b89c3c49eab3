/**
 * Resolves when `done` holds; it is asked at once and whenever the owner of `watchers` calls them.
 * Rejects after `timeoutMs` with what was waited for.
 */
export function untilWatched(
  watchers: Set<() => void>,
  done: () => boolean,
  what: string,
  timeoutMs = 10_000,
): Promise<void> {
  if (done()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      watchers.delete(look);
      settle();
    };
    const look = (): void => {
      if (done()) finish(resolve);
    };
    const timer = setTimeout(() => {
      finish(() => reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}`)));
    }, timeoutMs);
    watchers.add(look);
  });
}
