import { asStoreError, StoreError } from '../errors.ts';
import type { Tables } from './tables.ts';

interface Waiting {
  work: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: writes that arrive together run in one transaction and share one fdatasync; each
 * is answered after it. A write that refuses must have changed nothing before; a fault of the disk
 * (or a bug) aborts the whole group, and `restore` brings memory back to what the disk says.
 */
export class Committer {
  #waiting: Waiting[] = [];
  #scheduled = false;
  readonly #tables: Tables;
  readonly #before: () => void;
  readonly #restore: () => void;
  commits = 0;
  #held = false;

  readonly #isFull: () => boolean;

  /**
   * `before` runs at the end of each transaction, `restore` after an aborted one; while `isFull`
   * says so, writes are refused: lmdb must never meet the end of the disk, because its way of
   * failing there can damage the process's memory.
   */
  constructor(
    tables: Tables,
    before: () => void,
    restore: () => void,
    isFull: () => boolean = () => false,
  ) {
    this.#isFull = isFull;
    this.#tables = tables;
    this.#before = before;
    this.#restore = restore;
  }

  /** Runs `work` in the next transaction; settles once it is durable. */
  submit<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (v: unknown) => void, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => this.#commit());
    });
  }

  /** Lets no write commit until {@link release}; those that come meanwhile wait. */
  hold(): void {
    this.#held = true;
  }

  /** Lets writes commit again, first those that waited. Answers whether they were held. */
  release(): boolean {
    const wasHeld = this.#held;
    this.#held = false;
    if (wasHeld && this.#scheduled) setImmediate(() => this.#commit());
    return wasHeld;
  }

  /** Settles when nothing waits to be committed. */
  async idle(): Promise<void> {
    while (this.#scheduled) await new Promise((r) => setImmediate(r));
  }

  #commit(): void {
    if (this.#held || !this.#scheduled) return;
    this.#scheduled = false;
    const group = this.#waiting;
    this.#waiting = [];
    if (this.#isFull()) {
      const refusal = new StoreError('OutOfDiskSpace', 'No space left on the disk of the store.');
      for (const { reject } of group) reject(refusal);
      return;
    }
    const answers: (() => void)[] = [];
    try {
      this.#tables.root.transactionSync(() => {
        for (const { work, resolve, reject } of group) {
          try {
            const value = work();
            answers.push(() => resolve(value));
          } catch (error) {
            if (!isRefusal(error)) throw error;
            answers.push(() => reject(error));
          }
        }
        this.#before();
      });
    } catch (error) {
      this.#restore();
      const refusal = asStoreError(error);
      for (const { reject } of group) reject(refusal);
      return;
    }
    this.commits++;
    for (const answer of answers) answer();
  }
}

/**
 * A refusal is thrown before anything is changed, and so is what reading malformed bytes throws.
 * Anything else, of the disk or a bug of ours, may have come in the middle: nothing of it may stay.
 */
function isRefusal(error: unknown): boolean {
  return error instanceof StoreError || error instanceof RangeError;
}
