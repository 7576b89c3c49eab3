import type { Connection } from 'mongoose';
import mongoose from 'mongoose';
import { Random } from '../../differential/random/random.ts';

/** When a projector is cut off, seen from the write that it is about. */
export type WriteBoundary = 'before the write' | 'in the middle of it' | 'written, nobody told';

/** How one projector's writes end. */
export interface WriteCrash {
  /** At its so many-th write to the store, from 1. */
  readonly atWrite: number;
  readonly boundary: WriteBoundary;
}

const { Collection } = mongoose.mongo;
const WRITES = ['bulkWrite', 'updateOne', 'updateMany', 'deleteMany', 'insertMany'] as const;

type Write = (this: mongoose.mongo.Collection, first: unknown, ...rest: unknown[]) => unknown;

/** A write that never comes back: whoever waits for it is as good as killed. */
const NEVER = new Promise<never>(() => undefined);

/**
 * Stands between the driver and the store and cuts projectors off at chosen writes. From the crash
 * on, no write through that connection reaches the store or is answered.
 */
export class StoreCrashes {
  /** Writes that were begun, of every projector so far. */
  writes = 0;
  private readonly dbName: string;
  private readonly originals = new Map<string, Write>();
  private crash: WriteCrash | null = null;
  private own = 0;
  private isDead = false;
  private tellDead: () => void = () => {};

  constructor(connection: Connection) {
    this.dbName = connection.name;
  }

  /** Watches the driver until `remove`. */
  install(): void {
    const prototype = Collection.prototype as unknown as Record<string, Write>;
    const isOurs = (dbName: string): boolean => dbName === this.dbName;
    const write = this.write.bind(this);
    for (const name of WRITES) {
      const original = prototype[name]!;
      this.originals.set(name, original);
      prototype[name] = function (first, ...rest) {
        if (!isOurs(this.dbName)) return original.call(this, first, ...rest);
        return write(first, (given) => original.call(this, given, ...rest));
      };
    }
  }

  remove(): void {
    const prototype = Collection.prototype as unknown as Record<string, Write>;
    for (const [name, original] of this.originals) prototype[name] = original;
  }

  /** A projector starts that is to be cut off; resolves when that happens. */
  arm(crash: WriteCrash | null): Promise<'crashed'> {
    this.crash = crash;
    this.own = 0;
    this.isDead = false;
    return new Promise((resolve) => {
      this.tellDead = () => resolve('crashed');
    });
  }

  private async write(first: unknown, go: (given: unknown) => unknown): Promise<unknown> {
    if (this.isDead) return NEVER;
    this.writes += 1;
    this.own += 1;
    if (this.own !== this.crash?.atWrite) return go(first);
    // What other writes of the same moment have begun is on its way to the store all the same.
    this.isDead = true;
    // A guard that isn't met is an error, too; there is nobody left to hear it.
    await this.lastWrite(first, this.crash.boundary, go).catch(() => undefined);
    this.tellDead();
    return NEVER;
  }

  private async lastWrite(
    first: unknown,
    boundary: WriteBoundary,
    go: (given: unknown) => unknown,
  ): Promise<void> {
    if (boundary === 'written, nobody told') await go(first);
    if (boundary !== 'in the middle of it' || !Array.isArray(first)) return;
    const random = new Random(this.writes, 'half a bulk');
    const part = first.filter(() => random.chance(50));
    if (part.length > 0) await go(part);
  }
}
