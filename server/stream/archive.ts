import { promisify } from 'node:util';
import { brotliCompress, constants, deflateRaw } from 'node:zlib';
import type { Connection } from 'mongoose';
import { readLines, rawCollection } from './archive-reader.ts';
import { idsOf, segmentId, type SegmentRecord } from './archive.model.ts';

const pressFast = promisify(deflateRaw);
const pressWell = promisify(brotliCompress);

/** Most text of one document; a single record may be longer. Unit: characters. */
const MAX_TEXT_CHARS = 4_000_000;
/** Unmerged text or documents that make a merge worth while. Unit: characters, documents. */
const MERGE_AT_CHARS = 2_000_000;
const MERGE_AT_DOCUMENTS = 400;
/** Documents read for one merge. */
const MAX_MERGED = 600;
/** How often segments past their time are looked for. Unit: ms. */
const PRUNE_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A record's text with its position. */
export interface Line {
  readonly position: number;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
}

/**
 * Keeps every record that a projection reads, for as long as configured, so that the read models
 * can be built again. A batch is one small document, written together with what it changed; many
 * small ones are merged in the background, compressed off the main thread.
 */
export class Archive {
  private readonly connection: Connection;
  /** Null: forever. Unit: days. */
  private readonly keptDays: number | null;
  private readonly loose = new Map<number, { chars: number; documents: number }>();
  private merging: Promise<void> | null = null;
  private prunedAt = 0;

  constructor(connection: Connection, keptDays: number | null) {
    this.connection = connection;
    this.keptDays = keptDays;
  }

  /**
   * Keeps the records of a batch: everything after `after` and up to `last`. Safe to repeat; what
   * another server kept beyond `last` stays.
   */
  async keep(
    partitionId: number,
    after: number,
    last: { position: number; timestamp: number },
    lines: readonly Line[],
  ): Promise<void> {
    const parts = partsOf(lines);
    let from = after;
    for (const [index, part] of parts.entries()) {
      const end = index === parts.length - 1 ? last : (part.at(-1) ?? last);
      await this.put(partitionId, from, end, part);
      from = end.position;
    }
  }

  /**
   * Merges in the background what has gathered, and drops what is past its time. `position`: of the
   * checkpoint; what lies behind it may still be replaced and is left alone.
   */
  tidy(partitionId: number, position: number, onError: (error: unknown) => void): void {
    const { chars = 0, documents = 0 } = this.loose.get(partitionId) ?? {};
    if (this.merging || (chars < MERGE_AT_CHARS && documents < MERGE_AT_DOCUMENTS)) return;
    this.loose.delete(partitionId);
    this.merging = this.merge(partitionId, position)
      .then(() => this.prune(partitionId))
      .catch(onError)
      .finally(() => {
        this.merging = null;
      });
  }

  /** Resolves when no merge is under way. */
  async idle(): Promise<void> {
    await this.merging;
  }

  /** Makes one segment of the small documents up to a position; answers how many they were. */
  async merge(partitionId: number, position: number): Promise<number> {
    const segments = rawCollection(this.connection);
    const sealed = await segments.findOne(
      { _id: idsOf(partitionId), sealed: true },
      { sort: { _id: -1 }, projection: { data: 0 } },
    );
    const low = sealed?._id ?? `${partitionId}-`;
    const range = { $gt: low, $lt: idsOf(partitionId).$lt };
    // a crash between the two writes of a merge leaves what is in the segment already
    if (sealed) await segments.deleteMany({ _id: range, last: { $lte: sealed.last } });
    const found = await segments
      .find({ _id: range, last: { $lte: position } }, { promoteBuffers: true })
      .sort({ _id: 1 })
      .limit(MAX_MERGED)
      .toArray();
    const [first] = found;
    const chosen = upTo(found, MERGE_AT_CHARS * 2);
    if (!first || found.length < 2) return 0;
    const end = chosen.reduce((one, other) => (other.last > one.last ? other : one), first);
    const texts: string[] = [];
    for (const one of chosen) texts.push(...(await readLines(one)));
    const text = texts.join('\n');
    const mode = constants.BROTLI_MODE_TEXT;
    const data = await pressWell(text, {
      params: {
        [constants.BROTLI_PARAM_MODE]: mode,
        [constants.BROTLI_PARAM_QUALITY]: 5,
        [constants.BROTLI_PARAM_LGWIN]: 22,
      },
    });
    const { last, until } = end;
    const changed = await segments.updateOne(
      { _id: first._id, last: first.last },
      { $set: { last, until, count: texts.length, bytes: text.length, sealed: true, data } },
    );
    if (changed.matchedCount === 0) return 0;
    const rest = chosen.slice(1).map(({ _id }) => _id);
    await segments.deleteMany({ _id: { $in: rest } });
    return chosen.length;
  }

  private async put(
    partitionId: number,
    after: number,
    { position: last, timestamp: until }: { position: number; timestamp: number },
    lines: readonly Line[],
  ): Promise<void> {
    const text = lines.map((line) => line.text).join('\n');
    const data = await pressFast(text, { level: 2 });
    const _id = segmentId(partitionId, after);
    const facts = { partitionId, after, last, until, count: lines.length, bytes: text.length };
    try {
      await rawCollection(this.connection).updateOne(
        { _id, last: { $lte: last } },
        { $set: { ...facts, sealed: false, data } },
        { upsert: true },
      );
    } catch (error) {
      // there is one that reaches further: these records are in it
      if ((error as { code?: number }).code !== 11000) throw error;
    }
    const { chars, documents } = this.loose.get(partitionId) ?? { chars: 0, documents: 0 };
    const sums = { chars: chars + text.length, documents: documents + 1 };
    this.loose.set(partitionId, sums);
  }

  private async prune(partitionId: number): Promise<void> {
    if (this.keptDays === null || Date.now() - this.prunedAt < PRUNE_EVERY_MS) return;
    this.prunedAt = Date.now();
    const before = Date.now() - this.keptDays * DAY_MS;
    const segments = rawCollection(this.connection);
    for (;;) {
      const oldest = await segments
        .find({ _id: idsOf(partitionId) }, { projection: { until: 1 } })
        .sort({ _id: 1 })
        .limit(100)
        .toArray();
      const young = oldest.findIndex(({ until }) => until >= before);
      const old = oldest.slice(0, young === -1 ? oldest.length : young);
      if (old.length === 0) return;
      await segments.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
    }
  }
}

/** Cuts lines where their text would grow too long for one document; at least one part. */
function partsOf(lines: readonly Line[]): Line[][] {
  const parts: Line[][] = [[]];
  let chars = 0;
  for (const line of lines) {
    const part = parts.at(-1) ?? [];
    if (part.length > 0 && chars + line.text.length > MAX_TEXT_CHARS) {
      parts.push([line]);
      chars = line.text.length;
    } else {
      part.push(line);
      chars += line.text.length;
    }
  }
  return parts;
}

/** The first documents in a row without a gap, of so much text at most; they may overlap. */
function upTo(found: readonly SegmentRecord[], chars: number): SegmentRecord[] {
  const chosen: SegmentRecord[] = [];
  let sum = 0;
  let last = 0;
  for (const one of found) {
    sum += one.bytes;
    if (chosen.length > 0 && (sum > chars || one.after > last)) break;
    chosen.push(one);
    last = Math.max(last, one.last);
  }
  return chosen;
}
