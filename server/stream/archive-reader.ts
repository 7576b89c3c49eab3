import { promisify } from 'node:util';
import { brotliDecompress, inflateRaw } from 'node:zlib';
import type { Collection, Connection } from 'mongoose';
import { idsOf, segmentId, segmentModel, type SegmentRecord } from './archive.model.ts';

const inflate = promisify(inflateRaw);
const unbrotli = promisify(brotliDecompress);

/** Consecutive records read from the archive. */
export interface ReadSegment {
  readonly lines: readonly string[];
  /** All records up to this position have been read. */
  readonly last: number;
  /** Epoch milliseconds of the last. */
  readonly until: number;
}

/** Records that should be in the archive and are not. */
export class ArchiveGap extends Error {
  readonly partitionId: number;
  readonly after: number;
  /** The next position that is there; null when nothing is. */
  readonly next: number | null;

  constructor(partitionId: number, after: number, next: number | null) {
    const what = next === null ? 'nothing follows' : `the next that is kept follows ${next}`;
    super(
      `the archive of partition ${partitionId} has no records after position ${after}: ${what}`,
    );
    this.name = 'ArchiveGap';
    this.partitionId = partitionId;
    this.after = after;
    this.next = next;
  }
}

/** The archive without mongoose's casting. */
export function rawCollection(connection: Connection): Collection<SegmentRecord> {
  return segmentModel(connection).collection as unknown as Collection<SegmentRecord>;
}

/** The lines of a segment. */
export async function readLines(
  segment: Pick<SegmentRecord, 'data' | 'sealed'>,
): Promise<string[]> {
  const text = (await (segment.sealed ? unbrotli : inflate)(segment.data)).toString('utf8');
  return text === '' ? [] : text.split('\n');
}

/**
 * What follows a position, or null when the archive ends there. A merge under way may take a
 * document away: then its records are in one that began earlier. Throws {@link ArchiveGap}.
 */
export async function readAfter(
  connection: Connection,
  partitionId: number,
  position: number,
): Promise<ReadSegment | null> {
  const segments = rawCollection(connection);
  const options = { promoteBuffers: true } as const;
  const { $gte, $lt } = idsOf(partitionId);
  const here = segmentId(partitionId, position);
  // twice: between the two questions a merge may have moved it
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const before = { sort: { _id: -1 }, ...options } as const;
    const found = [
      await segments.findOne({ _id: { $gte, $lte: here } }, before),
      await segments.findOne({ _id: { $gte, $lte: here }, sealed: true }, before),
    ].find((one) => one !== null && one.last > position);
    if (found) {
      const { last, until } = found;
      return { lines: await readLines(found), last, until };
    }
  }
  const next = await segments.findOne(
    { _id: { $gt: here, $lt } },
    { sort: { _id: 1 }, projection: { data: 0 } },
  );
  if (next) throw new ArchiveGap(partitionId, position, next.after);
  return null;
}
