import { actModel, type ActRecord } from '../cases/case.model.ts';
import type { Desk } from '../desk.ts';
import type { Viewer } from '../sessions/schema.ts';
import { readingModel, type ReadingRecord } from './notice.model.ts';
import { addressedTo } from './policy.ts';

/** More unread ones are not counted: a bell says “many”. */
const MAX_COUNT = 99;

/** How far the viewer has read. */
export async function readingOf(desk: Desk, viewer: Viewer): Promise<ReadingRecord> {
  const found = await readingModel(desk.connection)
    .findOne({ _id: viewer.personId })
    .lean<ReadingRecord>();
  return found ?? { _id: viewer.personId, readUntil: 0, ids: [] };
}

/** Whether a notice is still to be read. */
export function isUnread(reading: ReadingRecord, { _id, at }: Pick<ActRecord, '_id' | 'at'>) {
  return at > reading.readUntil && !reading.ids.includes(_id);
}

/** Number of unread notices, {@link MAX_COUNT} at most. */
export async function countUnread(desk: Desk, viewer: Viewer): Promise<number> {
  const reading = await readingOf(desk, viewer);
  const found = await actModel(desk.connection)
    .find({ ...addressedTo(viewer), at: { $gt: reading.readUntil } }, { at: 1 })
    .limit(MAX_COUNT + reading.ids.length)
    .lean<Pick<ActRecord, '_id' | 'at'>[]>();
  return Math.min(MAX_COUNT, found.filter((one) => isUnread(reading, one)).length);
}
