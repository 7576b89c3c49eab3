/** What the server tells: that a box, a case or the board has changed. */
export type LiveEvent = 'tasks' | 'case' | 'board';

type Listener = (data: Record<string, unknown>) => void;

const listeners: Record<LiveEvent, Set<Listener>> = {
  tasks: new Set(),
  case: new Set(),
  board: new Set(),
};
const stateListeners = new Set<(isLive: boolean) => void>();
let source: EventSource | null = null;

/**
 * Calls back when the server says that something changed, and once when the connection opens or
 * comes back: what changed between the page's making and its listening told nobody.
 */
export function onLive(event: LiveEvent, listener: Listener): void {
  listeners[event].add(listener);
  open();
}

/** Calls back when the connection is lost or back. */
export function onLiveState(listener: (isLive: boolean) => void): void {
  stateListeners.add(listener);
}

function open(): void {
  if (source) return;
  source = new EventSource('/api/v1/events');
  source.onopen = () => {
    for (const listener of stateListeners) listener(true);
    for (const set of Object.values(listeners)) for (const call of set) call({});
  };
  source.onerror = () => {
    for (const listener of stateListeners) listener(false);
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(open, 3000);
    }
  };
  for (const name of Object.keys(listeners) as LiveEvent[]) {
    source.addEventListener(name, (message: MessageEvent<string>) => {
      const data = parse(message.data);
      for (const listener of listeners[name]) listener(data);
    });
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/**
 * Runs an asynchronous refresh, never two at once; calls during a run lead to one more run. Runs
 * keep a distance, at least twice as long as the last one took, so that a burst of facts (500 units
 * sign) never makes pages the server's main work.
 */
export function refresher(run: () => Promise<void>, distanceMs = 250): () => void {
  let running = false;
  let again = false;
  const start = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const startedAt = performance.now();
    try {
      await run();
    } catch {
      // The next fact, or the connection coming back, refreshes again.
    } finally {
      const tookMs = performance.now() - startedAt;
      setTimeout(
        () => {
          running = false;
          if (again) {
            again = false;
            void start();
          }
        },
        Math.max(distanceMs, 2 * tookMs),
      );
    }
  };
  return () => void start();
}
