import type { CancelTimer, Clock } from '../clock.ts';
import { LIMITS } from '../limits.ts';
import { encodeBatch } from '../protocol/record-batch.ts';
import type { AnyRecord } from '../protocol/record.ts';
import type { KeyTable } from '../state/key-table.ts';
import type { Store } from '../state/store.ts';
import { encodeEntry } from './commit-entry.ts';
import type { Log } from './log.ts';
import type { Meta } from './meta.ts';
import type { FollowUp } from './step.ts';

/** The table of follow-up commands that wait. */
export const PENDING = 'pending-commands';

/** What commits are made with. */
export interface CommitParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  readonly meta: Meta;
  /** Follow-up commands written but not yet processed, by position: they survive a crash. */
  readonly pending: KeyTable<string, FollowUp>;
  /** False: nobody reads the log, so it isn't written. */
  readonly isLogged: boolean;
}

/**
 * Makes what was processed durable: each commit at once in the file ahead of the tables' file, and
 * many of them together in that file a little later.
 */
export class Commits {
  private readonly parts: CommitParts;
  private readonly onFault: (error: unknown) => void;
  private left: number[] = [];
  private settled: number[] = [];
  private cancel: CancelTimer | null = null;

  /** `onFault` hears of a checkpoint that failed when nobody waited for it. */
  constructor(parts: CommitParts, onFault: (error: unknown) => void) {
    this.parts = parts;
    this.onFault = onFault;
  }

  /** Keeps a follow-up command with the next commit. */
  leave(followUp: FollowUp): void {
    this.parts.pending.insert(positionKey(followUp.position), followUp);
    this.left.push(followUp.position);
  }

  /** Such a command is processed now. */
  settle({ position }: FollowUp): void {
    this.parts.pending.delete(positionKey(position));
    this.settled.push(position);
  }

  /** Makes these records durable; answers the log's bytes of them, if anybody reads the log. */
  commit(records: readonly AnyRecord[], lastKey: number): Uint8Array | null {
    const { store, log, meta, isLogged } = this.parts;
    const first = records[0]!.position;
    const last = first + records.length - 1;
    const bytes = encodeBatch(records);
    const { left, settled } = this;
    store.append(first, last, [encodeEntry({ lastKey, isLogged, left, settled }), bytes]);
    this.left = [];
    this.settled = [];
    meta.reach(last, lastKey);
    if (!isLogged) return null;
    log.add(first, last, bytes);
    return bytes;
  }

  /** Brings the tables' file up to date when there is much to do, or soon. */
  follow(isIdle: boolean): void {
    const { store, clock } = this.parts;
    const most = isIdle ? LIMITS.bytesAheadWhenIdle : LIMITS.maxBytesAhead;
    if (store.bytesAhead >= most) store.checkpoint();
    else if (store.bytesAhead > 0) {
      this.cancel ??= clock.after(LIMITS.checkpointAfterMs, () => {
        this.cancel = null;
        try {
          store.checkpoint();
        } catch (error) {
          this.onFault(error);
        }
      });
    }
  }

  /** Brings the tables' file up to date for the last time. */
  close(): void {
    this.cancel?.();
    this.parts.store.checkpoint();
  }
}

/**
 * Positions as text that sorts like the number: pending commands are few, and text keys have no
 * shortcut.
 */
export function positionKey(position: number): string {
  return position.toString().padStart(16, '0');
}
