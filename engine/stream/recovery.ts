import { decodeBatch } from '../protocol/record-batch.ts';
import type { AnyRecord } from '../protocol/record.ts';
import type { EngineState } from '../state/engine-state.ts';
import { decodeEntry, type CommitEntry } from './commit-entry.ts';
import { positionKey, type CommitParts } from './commits.ts';
import { applyEvent } from './event-appliers.ts';
import type { FollowUp } from './step.ts';

/** What commits are done again with. */
export interface RecoveryParts extends Pick<CommitParts, 'store' | 'log' | 'meta' | 'pending'> {
  readonly state: EngineState;
}

/**
 * Does the commits again that a former run made durable but had no time to write into the tables'
 * file: applies their events, as processing did. Called before anything else touches the tables.
 * @throws CorruptedDataError when what it finds is not what was written.
 */
export function recover(parts: RecoveryParts): void {
  const { store, log, meta } = parts;
  for (const { first, last, payload } of store.openAhead(meta.lastPosition)) {
    const { entry, records: bytes } = decodeEntry(payload);
    redo(parts, entry, decodeBatch(bytes));
    if (entry.isLogged) log.add(first, last, bytes);
    meta.reach(last, entry.lastKey);
  }
  store.onCheckpoint(() => meta.save());
}

function redo(
  { state, store, pending }: RecoveryParts,
  { left, settled }: CommitEntry,
  records: readonly AnyRecord[],
): void {
  for (const { recordType, key, valueType, intent, value } of records) {
    if (recordType !== 'EVENT') continue;
    applyEvent(state, key, valueType, intent, value);
    store.journal.accept();
  }
  const first = records[0]?.position ?? 0;
  for (const position of left) {
    pending.insert(positionKey(position), followUpOf(records[position - first]!));
  }
  for (const position of settled) pending.delete(positionKey(position));
  store.journal.accept();
}

function followUpOf({ position, valueType, intent, key, value, timestamp }: AnyRecord): FollowUp {
  return { position, valueType, intent, key, value, timestamp, requestId: 0 } as FollowUp;
}
