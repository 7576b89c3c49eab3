import type { Connection } from 'mongoose';
import { skipKey } from '../projector.ts';
import { park, unprojectedModel, type UnprojectedRecord } from '../unprojected.ts';
import type { ReplayFault } from './replay.ts';

/** What was rebuilt, and what still could not be digested. */
export interface Settlement {
  readonly faults: readonly ReplayFault[];
  readonly positions: ReadonlyMap<number, number>;
  readonly projection: string | null;
}

/**
 * Takes records off the list of those put aside that are in the read models now; answers how many.
 * Those that can't be digested stay on it, or come to it.
 */
export async function settleUnprojected(
  connection: Connection,
  { faults, positions, projection }: Settlement,
): Promise<number> {
  for (const { record, projection: name, error } of faults) {
    await park(connection, { record, projection: name, error, at: Date.now() });
  }
  const bad = new Set(faults.map(({ record, projection: name }) => skipKey(record, name)));
  const model = unprojectedModel(connection);
  const all = await model.find().lean<UnprojectedRecord[]>();
  const good = all.filter(
    (one) =>
      !bad.has(one._id) &&
      (projection === null || one.projection === projection) &&
      one.position <= (positions.get(one.partitionId) ?? 0),
  );
  const answer = await model.deleteMany({ _id: { $in: good.map(({ _id }) => _id) } });
  return answer.deletedCount;
}
