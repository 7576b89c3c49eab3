import type { Connection } from 'mongoose';

/** How an {@link AgeCache} forgets. */
export interface AgeCacheOptions {
  /** How long a value is believed. Unit: ms. */
  readonly believedMs: number;
  /** Values kept at most; those put first go first. */
  readonly kept: number;
  /** The clock; a clock set back makes older values unbelievable, not immortal. */
  readonly now: () => number;
}

/** A moment before a reading; see {@link AgeCache.put}. */
export type Since = number;

/**
 * What was read from the store lately, by id, so that a burst of requests reads it once. A value
 * is believed for a stated time and no longer; `forget` takes it back at once, also from readings
 * under way.
 */
export class AgeCache<V> {
  private readonly values = new Map<string, { readonly value: V; readonly at: number }>();
  private readonly options: AgeCacheOptions;
  private forgotten = 0;

  constructor(options: AgeCacheOptions) {
    this.options = options;
  }

  /** The value, while it is believed. */
  get(id: string): V | undefined {
    const found = this.values.get(id);
    if (found === undefined) return undefined;
    const age = this.options.now() - found.at;
    if (age >= 0 && age < this.options.believedMs) return found.value;
    this.values.delete(id);
    return undefined;
  }

  /** To be taken before a value is read. */
  since(): Since {
    return this.forgotten;
  }

  /** Keeps what was read, unless anything was forgotten since: it may have been read before. */
  put(id: string, value: V, since: Since): void {
    if (since !== this.forgotten) return;
    this.values.delete(id);
    this.values.set(id, { value, at: this.options.now() });
    if (this.values.size <= this.options.kept) return;
    const oldest = this.values.keys().next().value;
    if (oldest !== undefined) this.values.delete(oldest);
  }

  /** Forgets one value, or all. To be called after the store was changed. */
  forget(id?: string): void {
    this.forgotten += 1;
    if (id === undefined) this.values.clear();
    else this.values.delete(id);
  }
}

/** A cache of its own for each connection to the store, as two servers may live in one process. */
export function cachePerConnection<V>(
  options: AgeCacheOptions,
): (connection: Connection) => AgeCache<V> {
  const caches = new WeakMap<Connection, AgeCache<V>>();
  return (connection) => {
    const known = caches.get(connection) ?? new AgeCache<V>(options);
    caches.set(connection, known);
    return known;
  };
}
