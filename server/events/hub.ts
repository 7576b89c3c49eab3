import type { Connection } from 'mongoose';
import type { Changes } from '../stream/changes.ts';

/** Somebody who looks: their groups, and how they are told. */
export interface Listener {
  readonly groups: ReadonlySet<string>;
  readonly hear: (event: Event) => void;
}

/** What a listener is told: which of their boxes changed, and which cases. */
export interface Event {
  readonly boxes: boolean;
  readonly cases: ReadonlySet<string>;
}

/**
 * Tells open pages what changed. A listener costs one set; finding who is concerned goes by group,
 * so 500 boxes and 3,500 open pages are a few look-ups each.
 */
export class Hub {
  private readonly listeners = new Set<Listener>();
  private readonly byGroup = new Map<string, Set<Listener>>();

  /** Adds a listener; the answer removes it. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    for (const group of listener.groups) {
      const set = this.byGroup.get(group) ?? new Set();
      this.byGroup.set(group, set.add(listener));
    }
    return () => this.remove(listener);
  }

  /** Passes on what a batch changed. */
  tell({ groups, cases }: Changes): void {
    const concerned = new Set<Listener>();
    for (const group of groups) {
      for (const listener of this.byGroup.get(group) ?? []) concerned.add(listener);
    }
    for (const listener of this.listeners) {
      listener.hear({ boxes: concerned.has(listener), cases });
    }
  }

  /** Tells everybody to look again: more has changed than can be named. */
  tellAll(): void {
    for (const listener of this.listeners) listener.hear({ boxes: true, cases: new Set() });
  }

  /** Number of open listeners. */
  get size(): number {
    return this.listeners.size;
  }

  private remove(listener: Listener): void {
    this.listeners.delete(listener);
    for (const group of listener.groups) {
      const set = this.byGroup.get(group);
      set?.delete(listener);
      if (set?.size === 0) this.byGroup.delete(group);
    }
  }
}

const hubs = new WeakMap<Connection, Hub>();

/** The hub of a server: one per connection to the store. */
export function hubOf(connection: Connection): Hub {
  const known = hubs.get(connection);
  if (known) return known;
  const made = new Hub();
  hubs.set(connection, made);
  return made;
}
