import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../model.ts';

/** How far a partition's records are in the store, and which server applies them. */
export interface CheckpointRecord {
  _id: string;
  partitionId: number;
  /** All records up to this position are in the store. */
  position: number;
  /** Epoch milliseconds of that record. */
  timestamp: number;
  owner: string;
  /** Until then nobody applies records: a rebuild compares. Epoch milliseconds. */
  heldUntil?: number;
  /** When a rebuild last repaired something. Epoch milliseconds. */
  rebuiltAt?: number;
}

/** A partition as it was taken. */
export interface Taken {
  readonly partitionId: number;
  /** All records up to this position are in the store. */
  readonly position: number;
  /** Another had it: whatever this server keeps in memory of it is out of date. */
  readonly takenOver: boolean;
}

/** The partition is held by a rebuild, or another server took it meanwhile: to be asked again. */
class OutOfOurHands extends Error {}

/** Whether a batch could not be applied only because the partition is somebody else's now. */
export function isOutOfOurHands(error: unknown): boolean {
  return error instanceof OutOfOurHands;
}

/** What a batch changed, for servers that did not apply it. `_id`: partition and position. */
export interface ChangeRecord {
  _id: string;
  partitionId: number;
  position: number;
  groups: string[];
  cases: string[];
  /** Epoch milliseconds; old ones are removed. */
  at: number;
}

const mixed = { strict: false, ...schemaOptions } as const;
const checkpointSchema = new Schema<CheckpointRecord>(
  { _id: String },
  { ...mixed, collection: 'checkpoints' },
);
const changeSchema = new Schema<ChangeRecord>({ _id: String }, { ...mixed, collection: 'changes' });
changeSchema.index({ partitionId: 1, position: 1 });
changeSchema.index({ at: 1 });

/** Checkpoints, one per partition. */
export function checkpointModel(connection: Connection): Model<CheckpointRecord> {
  return modelOf(connection, 'Checkpoint', checkpointSchema);
}

/** Changes of the last minutes. */
export function changeModel(connection: Connection): Model<ChangeRecord> {
  return modelOf(connection, 'Change', changeSchema);
}

/**
 * Takes a partition for this server and answers its checkpoint. Throws while a rebuild holds it
 * ({@link isOutOfOurHands}).
 */
export async function takePartition(
  connection: Connection,
  partitionId: number,
  owner: string,
): Promise<Taken> {
  const model = checkpointModel(connection);
  const _id = `partition-${partitionId}`;
  const kept = await model.findOne({ _id }).lean<CheckpointRecord>();
  if ((kept?.heldUntil ?? 0) > Date.now()) throw new OutOfOurHands('held by a rebuild');
  if (kept?.owner === owner) return { partitionId, position: kept.position, takenOver: false };
  const start = { partitionId, position: 0, timestamp: 0 };
  await model.updateOne({ _id }, { $set: { owner }, $setOnInsert: start }, { upsert: true });
  return { partitionId, position: kept?.position ?? 0, takenOver: true };
}

/**
 * Moves a checkpoint on, never back, and only for its owner. Throws when it is another's by now
 * ({@link isOutOfOurHands}): the batch must not be acknowledged.
 */
export async function moveCheckpoint(
  connection: Connection,
  partitionId: number,
  owner: string,
  position: number,
  timestamp: number,
): Promise<void> {
  const moved = await checkpointModel(connection).updateOne(
    { _id: `partition-${partitionId}`, owner, position: { $lt: position } },
    { $set: { position, timestamp } },
  );
  if (moved.matchedCount === 0) throw new OutOfOurHands('taken over');
}
