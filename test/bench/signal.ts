/** Lets callbacks wake who waits, so that nobody polls while something is measured. */
export interface Signal {
  /** Resolves at one of the next `wake` calls, first come first served. */
  wait(): Promise<void>;
  /** Wakes the one who waits longest, if anybody does. */
  wake(): void;
  wakeAll(): void;
}

export function makeSignal(): Signal {
  const waiting: (() => void)[] = [];
  return {
    wait: () => new Promise((resolve) => waiting.push(resolve)),
    wake: () => waiting.shift()?.(),
    wakeAll: () => {
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}
