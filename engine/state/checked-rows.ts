import { crc32 } from 'node:zlib';
import type { Database, Key } from 'lmdb';

/** Bytes behind every stored value: the CRC-32 of what stands before them. */
const SUM_BYTES = 4;

/**
 * A stored value that is not what was written: the disk, or somebody, changed it. The message says
 * which one in one line; nothing of the value is used.
 */
export class CorruptedDataError extends Error {
  override readonly name = 'CorruptedDataError';
}

/** The part of msgpackr's encoder that lmdb calls. */
interface RowEncoder {
  encode(row: unknown, mode?: number): Buffer & { start?: number; end?: number };
  unpack(bytes: Uint8Array, end: number): unknown;
  decode(bytes: Uint8Array, options?: number | { readonly end?: number }): unknown;
}

/**
 * Makes a database write a checksum behind each row and check it whenever one is read. lmdb itself
 * has none: a flipped bit in a row would be applied as if it had been written.
 */
export function checkRows<V, K extends Key>(
  database: Database<V, K>,
  name: string,
): Database<V, K> {
  const { encoder } = database as unknown as { encoder: RowEncoder };
  const encode = encoder.encode.bind(encoder);
  encoder.encode = (row, mode) => withSum(encode(row, mode));
  encoder.decode = (bytes, options) => {
    const given = typeof options === 'object' ? options.end : options;
    const end = (given ?? bytes.length) - SUM_BYTES;
    if (!isWhole(bytes, end)) throw new CorruptedDataError(`A row of ${name} is corrupted.`);
    return encoder.unpack(bytes, end);
  };
  const get = database.get.bind(database) as (key: unknown, options: unknown) => unknown;
  const named = (key: unknown, options?: unknown): unknown => {
    try {
      return get(key, options);
    } catch (error) {
      if (!(error instanceof CorruptedDataError)) throw error;
      throw new CorruptedDataError(`Row ${JSON.stringify(key)} of ${name} is corrupted.`);
    }
  };
  return Object.assign(database, { get: named });
}

/** Bytes with their checksum behind them. */
export function sealed(bytes: Uint8Array): Buffer {
  const whole = Buffer.allocUnsafe(bytes.length + SUM_BYTES);
  whole.set(bytes);
  whole.writeUInt32LE(crc32(bytes), bytes.length);
  return whole;
}

/**
 * The bytes that were sealed.
 * @throws CorruptedDataError with `what` in its message when they are others.
 */
export function unsealed(bytes: Uint8Array, what: string): Uint8Array {
  const end = bytes.length - SUM_BYTES;
  if (!isWhole(bytes, end)) throw new CorruptedDataError(`${what} is corrupted.`);
  return bytes.subarray(0, end);
}

/** msgpackr gives a stretch of a buffer that it reuses; the sum goes behind it where it fits. */
function withSum(packed: Buffer & { start?: number; end?: number }): Buffer {
  const { start, end } = packed;
  if (start === undefined || end === undefined) return sealed(packed);
  if (end + SUM_BYTES > packed.length) return sealed(packed.subarray(start, end));
  packed.writeUInt32LE(crc32(packed.subarray(start, end)), end);
  packed.end = end + SUM_BYTES;
  return packed;
}

function isWhole(bytes: Uint8Array, end: number): boolean {
  if (end < 0) return false;
  const sum = bytes[end]! | (bytes[end + 1]! << 8) | (bytes[end + 2]! << 16);
  return (sum + bytes[end + 3]! * 0x1000000) >>> 0 === crc32(bytes.subarray(0, end));
}
