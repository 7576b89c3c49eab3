import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../../model.ts';
import type { RebuildProgress } from './rebuild.ts';

/** The rebuild under way, if any: one at a time, whichever machine it runs on. */
export interface RunRecord {
  _id: 'rebuild';
  /** Who runs it. */
  runner: string;
  /** Epoch milliseconds of its last sign of life. */
  aliveAt: number;
  phase: RebuildProgress['phase'];
  percent: number;
}

const schema = new Schema<RunRecord>(
  { _id: String },
  { strict: false, ...schemaOptions, collection: 'rebuilds' },
);

/** A run that gave no sign for so long has ended. Unit: ms. */
export const DEAD_AFTER_MS = 20_000;

/** The rebuild under way. Written by whoever runs it. */
export function runModel(connection: Connection): Model<RunRecord> {
  return modelOf(connection, 'RebuildRun', schema);
}

/** Takes the lock; false when another rebuild runs. */
export async function lockRun(connection: Connection, runner: string): Promise<boolean> {
  const now = Date.now();
  const facts = { runner, aliveAt: now, phase: 'replaying', percent: 0 } as const;
  const filter = { _id: 'rebuild', aliveAt: { $lt: now - DEAD_AFTER_MS } } as const;
  try {
    await runModel(connection).updateOne(filter, { $set: facts }, { upsert: true });
    return true;
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    return false;
  }
}

/** Says that the run goes on, and where it is. */
export async function renewRun(
  connection: Connection,
  runner: string,
  { phase, percent }: RebuildProgress,
): Promise<void> {
  const change = { aliveAt: Date.now(), phase, percent: Math.floor(percent) };
  await runModel(connection).updateOne({ _id: 'rebuild', runner }, { $set: change });
}

/** Lets the next one in. */
export async function unlockRun(connection: Connection, runner: string): Promise<void> {
  await runModel(connection).deleteOne({ _id: 'rebuild', runner });
}
