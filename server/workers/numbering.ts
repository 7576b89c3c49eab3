import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Numbering } from '../../processes/worker/index.ts';
import { modelOf, schemaOptions } from '../model.ts';

/** One number given out. `_id`: series, year and sequence, so that none is given twice. */
interface NumberRecord {
  _id: string;
  series: string;
  year: number;
  sequence: number;
  /** Who asked: the same asker gets the same number. Free numbers name themselves. */
  onceKey: string;
  free: boolean;
}

const schema = new Schema<NumberRecord>(
  { _id: String },
  { strict: false, ...schemaOptions, collection: 'numbers' },
);
schema.index({ onceKey: 1 }, { unique: true });
schema.index({ series: 1, year: 1, sequence: -1 });

/** Numbers given out. */
export function numberModel(connection: Connection): Model<NumberRecord> {
  return modelOf(connection, 'Number', schema);
}

/** Tries before giving up: more askers than this at one instant would have to collide each time. */
const MAX_TRIES = 1_000;

/**
 * Numbers 〔2026〕n号 without gaps or duplicates under concurrency: the next number is the largest
 * plus one, and the unique `_id` lets only one asker have it. A number given back is given out
 * first. Throws when the store is away; asking again with the same `onceKey` is safe.
 */
export function createNumbering(connection: Connection): Numbering & {
  giveBack(onceKey: string): Promise<void>;
} {
  const model = numberModel(connection);
  const known = (onceKey: string): Promise<NumberRecord | null> =>
    model.findOne({ onceKey }).lean<NumberRecord>();
  return {
    async next({ series, pattern, year, onceKey }) {
      for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
        const given =
          (await known(onceKey)) ??
          (await model
            .findOneAndUpdate(
              { series, year, free: true },
              { $set: { free: false, onceKey } },
              { sort: { sequence: 1 }, returnDocument: 'after' },
            )
            .lean<NumberRecord>()) ??
          (await take(model, series, year, onceKey));
        if (given) return fill(pattern, given);
      }
      throw new Error(`no number of series ${series} to be had after ${MAX_TRIES} tries`);
    },
    async giveBack(onceKey) {
      const given = await known(onceKey);
      if (!given) return;
      const filter = { _id: given._id, onceKey };
      await model.updateOne(filter, { $set: { free: true, onceKey: `free:${given._id}` } });
    },
  };
}

async function take(
  model: Model<NumberRecord>,
  series: string,
  year: number,
  onceKey: string,
): Promise<NumberRecord | null> {
  const last = await model.findOne({ series, year }).sort({ sequence: -1 }).lean<NumberRecord>();
  const sequence = (last?.sequence ?? 0) + 1;
  const document = {
    _id: `${series}|${year}|${sequence}`,
    series,
    year,
    sequence,
    onceKey,
    free: false,
  };
  try {
    await model.collection.insertOne(document as never);
    return document;
  } catch (error) {
    if ((error as { code?: unknown }).code === 11000) return null;
    throw error;
  }
}

/** Puts year and sequence into a pattern: `{year}`, `{seq}`, `{seq:4}` padded with zeros. */
function fill(pattern: string, { year, sequence }: NumberRecord): string {
  return pattern
    .replaceAll('{year}', String(year))
    .replace(/\{seq(?::(\d))?\}/g, (_, width?: string) =>
      String(sequence).padStart(Number(width ?? 1), '0'),
    );
}
